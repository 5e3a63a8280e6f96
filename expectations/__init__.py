"""From rule declarations to Great Expectations suites, and the adapter that runs them."""
