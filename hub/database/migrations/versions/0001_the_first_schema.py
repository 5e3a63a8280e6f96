"""The first schema."""
# ruff: noqa: E501

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    op.create_table(
        "closure",
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("lead_kind", sa.Text(), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("penalised_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("days_open", sa.Integer(), nullable=True),
        sa.Column("is_overdue", sa.Boolean(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("chain_id", sa.Text(), nullable=False),
        sa.Column("handed_to_id", sa.Text(), nullable=True),
        sa.Column("handing", sa.Text(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=True),
        sa.Column("ask_name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_closure")),
        schema="derived",
    )
    op.create_index(op.f("ix_closure_chain_id"), "closure", ["chain_id"], unique=False, schema="derived")
    op.create_index(
        "ix_closure_entity_id",
        "closure",
        ["entity_id"],
        unique=False,
        schema="derived",
        postgresql_where=sa.text("entity_id IS NOT NULL"),
    )
    op.create_index(
        "ix_closure_handing",
        "closure",
        ["handing"],
        unique=False,
        schema="derived",
        postgresql_where=sa.text("handing IS NOT NULL"),
    )
    op.create_index(
        "ix_closure_lead_id_run",
        "closure",
        ["lead_id"],
        unique=False,
        schema="derived",
        postgresql_where=sa.text(
            "lead_id ~ '[0-9]{11}' AND lead_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_closure_open",
        "closure",
        ["division_code", "opened_at"],
        unique=False,
        schema="derived",
        postgresql_where=sa.text("NOT is_closed"),
    )
    op.create_table(
        "entity_profile",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("licence_count", sa.Integer(), nullable=False),
        sa.Column("valid_licence_count", sa.Integer(), nullable=False),
        sa.Column("expiring_licence_count", sa.Integer(), nullable=False),
        sa.Column("inspection_count", sa.Integer(), nullable=False),
        sa.Column("last_inspected_on", sa.Date(), nullable=True),
        sa.Column("failed_inspection_count", sa.Integer(), nullable=False),
        sa.Column("penalty_count", sa.Integer(), nullable=False),
        sa.Column("fine_yuan_total", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("last_penalised_on", sa.Date(), nullable=True),
        sa.Column("coercive_measure_count", sa.Integer(), nullable=False),
        sa.Column("incident_count", sa.Integer(), nullable=False),
        sa.Column("open_incident_count", sa.Integer(), nullable=False),
        sa.Column("risk_level", sa.Text(), nullable=False),
        sa.Column("completeness", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_entity_profile")),
        schema="derived",
    )
    op.create_index(
        op.f("ix_entity_profile_division_code_risk_level"),
        "entity_profile",
        ["division_code", "risk_level"],
        unique=False,
        schema="derived",
    )
    op.create_index(
        "ix_entity_profile_uscc",
        "entity_profile",
        ["uscc"],
        unique=False,
        schema="derived",
        postgresql_where=sa.text("uscc IS NOT NULL"),
    )
    op.create_table(
        "joint_inspection",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("agencies", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("item_codes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("inspection_count", sa.Integer(), nullable=False),
        sa.Column("joint_count", sa.Integer(), nullable=False),
        sa.Column("avoidable_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", "quarter", name=op.f("pk_joint_inspection")),
        schema="derived",
    )
    op.create_index(
        op.f("ix_joint_inspection_quarter_avoidable_count"),
        "joint_inspection",
        ["quarter", "avoidable_count"],
        unique=False,
        schema="derived",
    )
    op.create_table(
        "jurisdiction",
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("division_code", sa.Text(), nullable=False),
        sa.Column("agency_codes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("penalty_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("item_code", "division_code", name=op.f("pk_jurisdiction")),
        schema="derived",
    )
    op.create_index(
        op.f("ix_jurisdiction_agency_codes"),
        "jurisdiction",
        ["agency_codes"],
        unique=False,
        schema="derived",
        postgresql_using="gin",
    )
    op.create_index(
        op.f("ix_jurisdiction_division_code_finding"),
        "jurisdiction",
        ["division_code", "finding"],
        unique=False,
        schema="derived",
    )
    op.create_table(
        "licence_watch",
        sa.Column("licence_id", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("last_supervised_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("licence_id", name=op.f("pk_licence_watch")),
        schema="derived",
    )
    op.create_index(op.f("ix_licence_watch_entity_id"), "licence_watch", ["entity_id"], unique=False, schema="derived")
    op.create_index(
        op.f("ix_licence_watch_finding_valid_until"),
        "licence_watch",
        ["finding", "valid_until"],
        unique=False,
        schema="derived",
    )
    op.create_index(
        "ix_licence_watch_licence_id_run",
        "licence_watch",
        ["licence_id"],
        unique=False,
        schema="derived",
        postgresql_where=sa.text(
            "licence_id ~ '[0-9]{11}' AND licence_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "one_matter",
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("entity_count", sa.Integer(), nullable=False),
        sa.Column("inspection_count", sa.Integer(), nullable=False),
        sa.Column("penalty_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("theme", "item_code", "agency_code", name=op.f("pk_one_matter")),
        schema="derived",
    )
    op.create_index(op.f("ix_one_matter_agency_code"), "one_matter", ["agency_code"], unique=False, schema="derived")
    op.create_table(
        "township_scorecard",
        sa.Column("division_code", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("entity_count", sa.Integer(), nullable=False),
        sa.Column("inspection_count", sa.Integer(), nullable=False),
        sa.Column("joint_inspection_count", sa.Integer(), nullable=False),
        sa.Column("penalty_count", sa.Integer(), nullable=False),
        sa.Column("fine_yuan", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("incident_count", sa.Integer(), nullable=False),
        sa.Column("incident_closed_count", sa.Integer(), nullable=False),
        sa.Column("closure_rate", sa.Double(), nullable=True),
        sa.Column("median_hours_to_close", sa.Double(), nullable=True),
        sa.Column("overdue_count", sa.Integer(), nullable=False),
        sa.Column("officer_count", sa.Integer(), nullable=False),
        sa.Column("certified_officer_count", sa.Integer(), nullable=False),
        sa.Column("legal_reviewer_count", sa.Integer(), nullable=False),
        sa.Column("officer_median_age", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("division_code", "month", name=op.f("pk_township_scorecard")),
        schema="derived",
    )
    op.create_index(
        op.f("ix_township_scorecard_month"), "township_scorecard", ["month"], unique=False, schema="derived"
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_agency")),
        schema="history",
    )
    op.create_index(
        "ix_agency_id_run",
        "agency",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_agency_valid_to", "agency", ["valid_to"], unique=False, schema="history", postgresql_using="brin"
    )
    op.create_table(
        "coercive_measure",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("action_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("inspection_no", sa.Text(), nullable=True),
        sa.Column("inspection_id", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("extended_days", sa.Integer(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("authority_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_coercive_measure")),
        schema="history",
    )
    op.create_index(
        "ix_coercive_measure_id_run",
        "coercive_measure",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_coercive_measure_valid_to",
        "coercive_measure",
        ["valid_to"],
        unique=False,
        schema="history",
        postgresql_using="brin",
    )
    op.create_table(
        "component",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=True),
        sa.Column("subclass", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_component")),
        schema="history",
    )
    op.create_index(
        "ix_component_id_run",
        "component",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_component_valid_to", "component", ["valid_to"], unique=False, schema="history", postgresql_using="brin"
    )
    op.create_table(
        "enforcement_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("penalty_kinds", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("transferred_batch", sa.Text(), nullable=True),
        sa.Column("exercised_by_code", sa.Text(), nullable=True),
        sa.Column("is_valid", sa.Boolean(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_enforcement_item")),
        schema="history",
    )
    op.create_index(
        "ix_enforcement_item_id_run",
        "enforcement_item",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_enforcement_item_valid_to",
        "enforcement_item",
        ["valid_to"],
        unique=False,
        schema="history",
        postgresql_using="brin",
    )
    op.create_table(
        "entity",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("business_scope", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("source_count", sa.Integer(), nullable=True),
        sa.Column("platforms", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("provenance", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", "valid_from", name=op.f("pk_entity")),
        schema="history",
    )
    op.create_index(
        "ix_entity_valid_to", "entity", ["valid_to"], unique=False, schema="history", postgresql_using="brin"
    )
    op.create_table(
        "entity_relation",
        sa.Column("relation_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("predecessor_id", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("grounds", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("relation_id", "valid_from", name=op.f("pk_entity_relation")),
        schema="history",
    )
    op.create_index(
        "ix_entity_relation_valid_to",
        "entity_relation",
        ["valid_to"],
        unique=False,
        schema="history",
        postgresql_using="brin",
    )
    op.create_table(
        "grid",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("leader_name", sa.Text(), nullable=True),
        sa.Column("leader_phone", sa.Text(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_grid")),
        schema="history",
    )
    op.create_index(
        "ix_grid_id_run",
        "grid",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index("ix_grid_valid_to", "grid", ["valid_to"], unique=False, schema="history", postgresql_using="brin")
    op.create_table(
        "incident",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("incident_no", sa.Text(), nullable=True),
        sa.Column("workstream", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("subcategory", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=True),
        sa.Column("reporter_name", sa.Text(), nullable=True),
        sa.Column("reporter_phone", sa.Text(), nullable=True),
        sa.Column("origin_no", sa.Text(), nullable=True),
        sa.Column("origin_id", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_incident")),
        schema="history",
    )
    op.create_index(
        "ix_incident_id_run",
        "incident",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_incident_valid_to", "incident", ["valid_to"], unique=False, schema="history", postgresql_using="brin"
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("action_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("checklist_code", sa.Text(), nullable=True),
        sa.Column("plan_no", sa.Text(), nullable=True),
        sa.Column("joint_task_no", sa.Text(), nullable=True),
        sa.Column("lead_no", sa.Text(), nullable=True),
        sa.Column("lead_incident_id", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=True),
        sa.Column("agency_name", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("result_text", sa.Text(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("officer_names", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("officer_certificate_nos", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_inspection")),
        schema="history",
    )
    op.create_index(
        "ix_inspection_id_run",
        "inspection",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_inspection_valid_to", "inspection", ["valid_to"], unique=False, schema="history", postgresql_using="brin"
    )
    op.create_table(
        "item_assignment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_item_assignment")),
        schema="history",
    )
    op.create_index(
        "ix_item_assignment_id_run",
        "item_assignment",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_item_assignment_valid_to",
        "item_assignment",
        ["valid_to"],
        unique=False,
        schema="history",
        postgresql_using="brin",
    )
    op.create_table(
        "licence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=True),
        sa.Column("holder_kind", sa.Text(), nullable=True),
        sa.Column("holder_code", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("document_name", sa.Text(), nullable=True),
        sa.Column("licence_no", sa.Text(), nullable=True),
        sa.Column("licence_name", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("category_name", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("licence_valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_long_term", sa.Boolean(), nullable=True),
        sa.Column("issuer_name", sa.Text(), nullable=True),
        sa.Column("issuer_code", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_licence")),
        schema="history",
    )
    op.create_index(
        "ix_licence_id_run",
        "licence",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_licence_valid_to", "licence", ["valid_to"], unique=False, schema="history", postgresql_using="brin"
    )
    op.create_table(
        "officer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("employee_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=True),
        sa.Column("agency_name", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("certificate_valid_until", sa.Date(), nullable=True),
        sa.Column("is_legal_reviewer", sa.Boolean(), nullable=True),
        sa.Column("scope", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_officer")),
        schema="history",
    )
    op.create_index(
        "ix_officer_id_run",
        "officer",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_officer_valid_to", "officer", ["valid_to"], unique=False, schema="history", postgresql_using="brin"
    )
    op.create_table(
        "penalty",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("inspection_no", sa.Text(), nullable=True),
        sa.Column("inspection_id", sa.Text(), nullable=True),
        sa.Column("lead_no", sa.Text(), nullable=True),
        sa.Column("lead_incident_id", sa.Text(), nullable=True),
        sa.Column("violation", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("fine_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("confiscated_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("revoked_licence", sa.Text(), nullable=True),
        sa.Column("case_source", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("authority_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_penalty")),
        schema="history",
    )
    op.create_index(
        "ix_penalty_id_run",
        "penalty",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_penalty_valid_to", "penalty", ["valid_to"], unique=False, schema="history", postgresql_using="brin"
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("business_name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("principal", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_place")),
        schema="history",
    )
    op.create_index(
        "ix_place_id_run",
        "place",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index("ix_place_valid_to", "place", ["valid_to"], unique=False, schema="history", postgresql_using="brin")
    op.create_table(
        "registration",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("entity_type", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("capital_text", sa.Text(), nullable=True),
        sa.Column("capital_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("op_from", sa.Date(), nullable=True),
        sa.Column("op_until", sa.Date(), nullable=True),
        sa.Column("is_long_term", sa.Boolean(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("premises", sa.Text(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("local_office_name", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_registration")),
        schema="history",
    )
    op.create_index(
        "ix_registration_id_run",
        "registration",
        ["id"],
        unique=False,
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_registration_valid_to",
        "registration",
        ["valid_to"],
        unique=False,
        schema="history",
        postgresql_using="brin",
    )
    op.create_table(
        "acceptance",
        sa.Column("acceptance_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_reason", sa.Text(), nullable=False),
        sa.Column("accepted_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("acceptance_id", name=op.f("pk_acceptance")),
        schema="hub",
    )
    op.create_table(
        "change",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "operation in ('insert', 'update', 'retract', 'merge', 'split')", name=op.f("ck_change_operation")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
        schema="hub",
    )
    op.create_index(
        "ix_change_release_id", "change", ["release_id"], unique=False, schema="hub", postgresql_using="brin"
    )
    op.create_table(
        "entity_anchor",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_entity_anchor")),
        schema="hub",
    )
    op.create_index(op.f("ix_entity_anchor_record_id"), "entity_anchor", ["record_id"], unique=False, schema="hub")
    op.create_table(
        "erased_version",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("erasure_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_erased_version")),
        schema="hub",
    )
    op.create_index(op.f("ix_erased_version_erasure_id"), "erased_version", ["erasure_id"], unique=False, schema="hub")
    op.create_table(
        "erasure",
        sa.Column("erasure_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("record_digest", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("checked_page_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("pk_erasure")),
        schema="hub",
    )
    op.create_index(op.f("ix_erasure_platform_dataset"), "erasure", ["platform", "dataset"], unique=False, schema="hub")
    op.create_table(
        "feed",
        sa.Column("is_only", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("feed_id", sa.Text(), nullable=False),
        sa.Column("begins_after", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("history_from", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("is_only", name=op.f("ck_feed_one_row")),
        sa.PrimaryKeyConstraint("is_only", name=op.f("pk_feed")),
        schema="hub",
    )
    op.create_table(
        "field_seen",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("is_declared", sa.Boolean(), nullable=False),
        sa.Column("types", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("absent_rows", sa.BigInteger(), nullable=False),
        sa.Column("absent_from_page_id", sa.BigInteger(), nullable=True),
        sa.Column("former_types", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("former_rows", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("platform", "dataset", "department", "field", name=op.f("pk_field_seen")),
        schema="hub",
    )
    op.create_table(
        "hold",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_reason", sa.Text(), nullable=True),
        sa.Column("accepted_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform", "dataset", "rule_id", name=op.f("pk_hold")),
        schema="hub",
    )
    op.create_table(
        "inbox_file",
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("sheets", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('taken', 'set_aside')", name=op.f("ck_inbox_file_status")),
        sa.PrimaryKeyConstraint("department", "sha256", name=op.f("pk_inbox_file")),
        schema="hub",
    )
    op.create_table(
        "inbox_name",
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("modified_ns", sa.BigInteger(), nullable=False),
        sa.Column("changed_ns", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("department", "name", name=op.f("pk_inbox_name")),
        schema="hub",
    )
    op.create_table(
        "installation",
        sa.Column("is_only", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('real', 'sandbox')", name=op.f("ck_installation_kind")),
        sa.CheckConstraint("is_only", name=op.f("ck_installation_one_row")),
        sa.PrimaryKeyConstraint("is_only", name=op.f("pk_installation")),
        schema="hub",
    )
    op.create_table(
        "judging",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("increment_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "dataset", name=op.f("pk_judging")),
        schema="hub",
    )
    op.create_table(
        "landed_page",
        sa.Column("page_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("walk_id", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("request", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("versions", sa.Integer(), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=True),
        sa.Column("superseded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("erased", sa.Integer(), server_default="0", nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_because", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_landed_page")),
        sa.UniqueConstraint("location", name=op.f("uq_landed_page_location")),
        schema="hub",
    )
    op.create_index(
        op.f("ix_landed_page_platform_dataset_page_id"),
        "landed_page",
        ["platform", "dataset", "page_id"],
        unique=False,
        schema="hub",
    )
    op.create_index(
        "ix_landed_page_unstaged",
        "landed_page",
        ["platform", "dataset", "page_id"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("staged_at IS NULL"),
    )
    op.create_index(op.f("ix_landed_page_walk_id"), "landed_page", ["walk_id"], unique=False, schema="hub")
    op.create_table(
        "link_candidate",
        sa.Column("record_a", sa.Text(), nullable=False),
        sa.Column("record_b", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("record_a", "record_b", name=op.f("pk_link_candidate")),
        schema="hub",
    )
    op.create_index(op.f("ix_link_candidate_record_b"), "link_candidate", ["record_b"], unique=False, schema="hub")
    op.create_table(
        "link_conflict",
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("usccs", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("rung", "value", name=op.f("pk_link_conflict")),
        schema="hub",
    )
    op.create_table(
        "link_edge",
        sa.Column("record_a", sa.Text(), nullable=False),
        sa.Column("record_b", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("obstacle", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_a", "record_b", name=op.f("pk_link_edge")),
        schema="hub",
    )
    op.create_index(op.f("ix_link_edge_record_b"), "link_edge", ["record_b"], unique=False, schema="hub")
    op.create_table(
        "link_judgement",
        sa.Column("judgement_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("record_a", sa.Text(), nullable=False),
        sa.Column("record_b", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("predecessor", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("judgement_id", name=op.f("pk_link_judgement")),
        schema="hub",
    )
    op.create_index(op.f("ix_link_judgement_record_a"), "link_judgement", ["record_a"], unique=False, schema="hub")
    op.create_table(
        "link_profile",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("trade", sa.Text(), nullable=True),
        sa.Column("branch", sa.Text(), nullable=True),
        sa.Column("principal", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("road", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_link_profile")),
        schema="hub",
    )
    op.create_index(
        op.f("ix_link_profile_mark_division_code"),
        "link_profile",
        ["mark", "division_code"],
        unique=False,
        schema="hub",
    )
    op.create_index(
        "ix_link_profile_name",
        "link_profile",
        ["name"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("name IS NOT NULL"),
    )
    op.create_index(
        "ix_link_profile_phone",
        "link_profile",
        ["phone"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("phone IS NOT NULL"),
    )
    op.create_index(
        "ix_link_profile_principal",
        "link_profile",
        ["principal"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("principal IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_link_profile_road_number_division_code"),
        "link_profile",
        ["road", "number", "division_code"],
        unique=False,
        schema="hub",
    )
    op.create_table(
        "link_record",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("name_and_place", sa.Text(), nullable=True),
        sa.Column("unique_name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_link_record")),
        schema="hub",
    )
    op.create_index(
        "ix_link_record_citizen_id",
        "link_record",
        ["citizen_id"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("citizen_id IS NOT NULL"),
    )
    op.create_index(
        "ix_link_record_name_and_place",
        "link_record",
        ["name_and_place"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("name_and_place IS NOT NULL"),
    )
    op.create_index(
        "ix_link_record_organisation_code",
        "link_record",
        ["organisation_code"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("organisation_code IS NOT NULL"),
    )
    op.create_index(
        "ix_link_record_registration_no",
        "link_record",
        ["registration_no"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("registration_no IS NOT NULL"),
    )
    op.create_index(
        "ix_link_record_unique_name",
        "link_record",
        ["unique_name"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("unique_name IS NOT NULL"),
    )
    op.create_table(
        "link_stale",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_link_stale")),
        schema="hub",
    )
    op.create_table(
        "link_version",
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_link_version")),
        schema="hub",
    )
    op.create_table(
        "mart_filling",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mart_filling")),
        schema="hub",
    )
    op.create_table(
        "mart_parameter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mart_parameter")),
        schema="hub",
    )
    op.create_table(
        "reader",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_bound", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("reader", name=op.f("pk_reader")),
        schema="hub",
    )
    op.create_table(
        "reader_decision",
        sa.Column("decision_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("action in ('add', 'grant', 'revoke', 'remove')", name=op.f("ck_reader_decision_action")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_reader_decision")),
        schema="hub",
    )
    op.create_index(
        op.f("ix_reader_decision_reader_decision_id"),
        "reader_decision",
        ["reader", "decision_id"],
        unique=False,
        schema="hub",
    )
    op.create_table(
        "rebuild",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "dataset", name=op.f("pk_rebuild")),
        schema="hub",
    )
    op.create_table(
        "record_entity",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_record_entity")),
        schema="hub",
    )
    op.create_index(
        "ix_record_entity_entity_id",
        "record_entity",
        ["entity_id"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("entity_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_record_entity_platform_dataset"), "record_entity", ["platform", "dataset"], unique=False, schema="hub"
    )
    op.create_table(
        "release",
        sa.Column("release_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("held", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_release")),
        schema="hub",
    )
    op.create_table(
        "relinked",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_relinked")),
        schema="hub",
    )
    op.create_table(
        "repeatable",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_repeatable")),
        schema="hub",
    )
    op.create_table(
        "retraction",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_page_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_retraction")),
        schema="hub",
    )
    op.create_index(
        op.f("ix_retraction_platform_dataset_source_id"),
        "retraction",
        ["platform", "dataset", "source_id"],
        unique=False,
        schema="hub",
    )
    op.create_table(
        "schema_drift",
        sa.Column("drift_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("example", sa.Text(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('new', 'missing', 'renamed', 'type')", name=op.f("ck_schema_drift_kind")),
        sa.PrimaryKeyConstraint("drift_id", name=op.f("pk_schema_drift")),
        schema="hub",
    )
    op.create_index(
        "ix_schema_drift_open",
        "schema_drift",
        ["platform", "dataset"],
        unique=False,
        schema="hub",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_schema_drift_page_id", "schema_drift", ["page_id"], unique=False, schema="hub")
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
        schema="hub",
    )
    op.create_table(
        "sensitive_read",
        sa.Column("read_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("application", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("view_name", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("read_id", name=op.f("pk_sensitive_read")),
        schema="hub",
    )
    op.create_index(op.f("ix_sensitive_read_read_at"), "sensitive_read", ["read_at"], unique=False, schema="hub")
    op.create_table(
        "version",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_version")),
        schema="hub",
    )
    op.create_table(
        "version_day",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("versions", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("platform", "dataset", "day", name=op.f("pk_version_day")),
        schema="hub",
    )
    op.create_table(
        "walk",
        sa.Column("walk_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("position", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("source_total", sa.BigInteger(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('increment', 'full', 'backfill', 'compare')", name=op.f("ck_walk_kind")),
        sa.CheckConstraint("status in ('open', 'proved', 'failed')", name=op.f("ck_walk_status")),
        sa.PrimaryKeyConstraint("walk_id", name=op.f("pk_walk")),
        schema="hub",
    )
    op.create_index(
        op.f("ix_walk_platform_dataset_window_to"),
        "walk",
        ["platform", "dataset", "window_to"],
        unique=False,
        schema="hub",
    )
    op.create_table(
        "alert",
        sa.Column("alert_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("dataset", sa.Text(), nullable=True),
        sa.Column("rule_id", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("affected", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("occurrences", sa.Integer(), server_default="1", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("silenced_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.CheckConstraint("status in ('open', 'acknowledged', 'resolved')", name=op.f("ck_alert_status")),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alert")),
        schema="quality",
    )
    op.create_index(op.f("ix_alert_platform_rule_id"), "alert", ["platform", "rule_id"], unique=False, schema="quality")
    op.create_index(op.f("ix_alert_resolved_at"), "alert", ["resolved_at"], unique=False, schema="quality")
    op.create_index(
        "uq_alert_open_fingerprint",
        "alert",
        ["fingerprint"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "alert_channel",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_alert_channel")),
        schema="quality",
    )
    op.create_table(
        "alert_message",
        sa.Column("message_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("platforms", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_recovery", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('sending', 'sent')", name=op.f("ck_alert_message_status")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_alert_message")),
        schema="quality",
    )
    op.create_index(
        op.f("ix_alert_message_channel_settled_at"),
        "alert_message",
        ["channel", "settled_at"],
        unique=False,
        schema="quality",
    )
    op.create_index(
        "uq_alert_message_sending",
        "alert_message",
        ["channel"],
        unique=True,
        schema="quality",
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.create_table(
        "alert_silence",
        sa.Column("silence_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("dataset", sa.Text(), nullable=True),
        sa.Column("rule_id", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_alert_silence_span")),
        sa.CheckConstraint(
            "num_nonnulls(fingerprint, platform, dataset, rule_id) > 0", name=op.f("ck_alert_silence_subject")
        ),
        sa.PrimaryKeyConstraint("silence_id", name=op.f("pk_alert_silence")),
        schema="quality",
    )
    op.create_table(
        "check_result",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("evaluated", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("covers", sa.Text(), server_default="versions", nullable=False),
        sa.CheckConstraint("covers in ('versions', 'published', 'gate')", name=op.f("ck_check_result_covers")),
        sa.CheckConstraint("status in ('passed', 'failed', 'error')", name=op.f("ck_check_result_status")),
        sa.PrimaryKeyConstraint("run_id", "platform", "dataset", "rule_id", name=op.f("pk_check_result")),
        schema="quality",
    )
    op.create_index(
        op.f("ix_check_result_platform_dataset_checked_at"),
        "check_result",
        ["platform", "dataset", "checked_at"],
        unique=False,
        schema="quality",
    )
    op.create_table(
        "dimension_weight",
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_dimension_weight_weight")),
        sa.PrimaryKeyConstraint("dimension", name=op.f("pk_dimension_weight")),
        schema="quality",
    )
    op.create_table(
        "example",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "dataset", "rule_id", "number", name=op.f("pk_example")),
        schema="quality",
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("beaten_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
        schema="quality",
    )
    op.create_table(
        "history",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("versions", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("filled", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("platform", "dataset", "day", name=op.f("pk_history")),
        schema="quality",
    )
    op.create_table(
        "reconciliation",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source_total", sa.BigInteger(), nullable=True),
        sa.Column("landed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("repeats", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("versions", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("current", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("retracted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("duplicate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("superseded", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("platform", "dataset", "day", name=op.f("pk_reconciliation")),
        schema="quality",
    )
    op.create_table(
        "rejection",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("reason_zh", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_version_kept", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("version_hash", "rule_id", "field", name=op.f("pk_rejection")),
        schema="quality",
    )
    op.create_index(
        "ix_rejection_open",
        "rejection",
        ["platform", "dataset", "source_id"],
        unique=False,
        schema="quality",
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "standing_rule",
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "subject", name=op.f("pk_standing_rule")),
        schema="quality",
    )
    op.create_table(
        "total_check",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("source_total", sa.BigInteger(), nullable=True),
        sa.Column("known", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("walk_id", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('equal', 'explained', 'pending', 'differs', 'unasked')", name=op.f("ck_total_check_status")
        ),
        sa.PrimaryKeyConstraint("platform", "dataset", "scope", name=op.f("pk_total_check")),
        schema="quality",
    )
    op.create_table(
        "vanished",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("walk_id", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform", "dataset", "source_id", name=op.f("pk_vanished")),
        schema="quality",
    )
    op.create_table(
        "city_cases",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("incident_no", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("subcategory", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("origin_no", sa.Text(), nullable=True),
        sa.Column("place_id_ref", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_city_cases")),
        schema="staging",
    )
    op.create_index("ix_city_cases_source_id", "city_cases", ["source_id"], unique=False, schema="staging")
    op.create_table(
        "city_cases_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict in ('new', 'passed', 'rejected')", name=op.f("ck_city_cases_open_verdict")),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_city_cases_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "city_components",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=True),
        sa.Column("subclass", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_city_components")),
        schema="staging",
    )
    op.create_index("ix_city_components_source_id", "city_components", ["source_id"], unique=False, schema="staging")
    op.create_table(
        "city_components_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict in ('new', 'passed', 'rejected')", name=op.f("ck_city_components_open_verdict")),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_city_components_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "city_permits",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("licence_no", sa.Text(), nullable=True),
        sa.Column("category_name", sa.Text(), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=True),
        sa.Column("holder_code", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_long_term", sa.Boolean(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("issuer_name", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_city_permits")),
        schema="staging",
    )
    op.create_index("ix_city_permits_source_id", "city_permits", ["source_id"], unique=False, schema="staging")
    op.create_table(
        "city_permits_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict in ('new', 'passed', 'rejected')", name=op.f("ck_city_permits_open_verdict")),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_city_permits_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "city_shops",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("business_name", sa.Text(), nullable=True),
        sa.Column("principal", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_city_shops")),
        schema="staging",
    )
    op.create_index("ix_city_shops_source_id", "city_shops", ["source_id"], unique=False, schema="staging")
    op.create_table(
        "city_shops_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict in ('new', 'passed', 'rejected')", name=op.f("ck_city_shops_open_verdict")),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_city_shops_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "departments_ecology_penalties",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("violation", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("fine_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("jaqk", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_ecology_penalties")),
        schema="staging",
    )
    op.create_index(
        "ix_departments_ecology_penalties_source_id",
        "departments_ecology_penalties",
        ["source_id"],
        unique=False,
        schema="staging",
    )
    op.create_table(
        "departments_ecology_penalties_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_departments_ecology_penalties_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_ecology_penalties_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "departments_fire_penalties",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("violation", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_fire_penalties")),
        schema="staging",
    )
    op.create_index(
        "ix_departments_fire_penalties_source_id",
        "departments_fire_penalties",
        ["source_id"],
        unique=False,
        schema="staging",
    )
    op.create_table(
        "departments_fire_penalties_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_departments_fire_penalties_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_fire_penalties_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "departments_licences",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=True),
        sa.Column("holder_kind", sa.Text(), nullable=True),
        sa.Column("holder_code", sa.Text(), nullable=True),
        sa.Column("document_name", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("category_name", sa.Text(), nullable=True),
        sa.Column("licence_name", sa.Text(), nullable=True),
        sa.Column("licence_no", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_long_term", sa.Boolean(), nullable=True),
        sa.Column("issuer_name", sa.Text(), nullable=True),
        sa.Column("issuer_code", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_licences")),
        schema="staging",
    )
    op.create_index(
        "ix_departments_licences_source_id", "departments_licences", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "departments_licences_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_departments_licences_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_licences_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "departments_market_register",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("local_office_name", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_market_register")),
        schema="staging",
    )
    op.create_index(
        "ix_departments_market_register_source_id",
        "departments_market_register",
        ["source_id"],
        unique=False,
        schema="staging",
    )
    op.create_table(
        "departments_market_register_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_departments_market_register_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_market_register_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "departments_penalties",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("violation", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("fine_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("confiscated_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("revoked_licence", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("authority_code", sa.Text(), nullable=True),
        sa.Column("CF_ZT", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_penalties")),
        schema="staging",
    )
    op.create_index(
        "ix_departments_penalties_source_id", "departments_penalties", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "departments_penalties_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_departments_penalties_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_departments_penalties_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "grassroots_events",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("incident_no", sa.Text(), nullable=True),
        sa.Column("workstream", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("subcategory", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("reporter_name", sa.Text(), nullable=True),
        sa.Column("reporter_phone", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("place_id_ref", sa.Text(), nullable=True),
        sa.Column("origin_id_ref", sa.Text(), nullable=True),
        sa.Column("transferredTo", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_grassroots_events")),
        schema="staging",
    )
    op.create_index(
        "ix_grassroots_events_source_id", "grassroots_events", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "grassroots_events_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict in ('new', 'passed', 'rejected')", name=op.f("ck_grassroots_events_open_verdict")),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_grassroots_events_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "grassroots_filings",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("category_name", sa.Text(), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=True),
        sa.Column("holder_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_long_term", sa.Boolean(), nullable=True),
        sa.Column("issuer_name", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_grassroots_filings")),
        schema="staging",
    )
    op.create_index(
        "ix_grassroots_filings_source_id", "grassroots_filings", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "grassroots_filings_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict in ('new', 'passed', 'rejected')", name=op.f("ck_grassroots_filings_open_verdict")),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_grassroots_filings_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "grassroots_grids",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("leader_name", sa.Text(), nullable=True),
        sa.Column("leader_phone", sa.Text(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_grassroots_grids")),
        schema="staging",
    )
    op.create_index("ix_grassroots_grids_source_id", "grassroots_grids", ["source_id"], unique=False, schema="staging")
    op.create_table(
        "grassroots_grids_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict in ('new', 'passed', 'rejected')", name=op.f("ck_grassroots_grids_open_verdict")),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_grassroots_grids_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "grassroots_places",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("principal", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_grassroots_places")),
        schema="staging",
    )
    op.create_index(
        "ix_grassroots_places_source_id", "grassroots_places", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "grassroots_places_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict in ('new', 'passed', 'rejected')", name=op.f("ck_grassroots_places_open_verdict")),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_grassroots_places_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "micro_grid_alerts",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("incident_no", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_micro_grid_alerts")),
        schema="staging",
    )
    op.create_index(
        "ix_micro_grid_alerts_source_id", "micro_grid_alerts", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "micro_grid_alerts_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict in ('new', 'passed', 'rejected')", name=op.f("ck_micro_grid_alerts_open_verdict")),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_micro_grid_alerts_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "provincial_agencies",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_agencies")),
        schema="staging",
    )
    op.create_index(
        "ix_provincial_agencies_source_id", "provincial_agencies", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "provincial_agencies_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_provincial_agencies_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_agencies_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "provincial_coercive_measures",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("action_no", sa.Text(), nullable=True),
        sa.Column("inspection_no", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("extended_days", sa.Integer(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("authority_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_coercive_measures")),
        schema="staging",
    )
    op.create_index(
        "ix_provincial_coercive_measures_source_id",
        "provincial_coercive_measures",
        ["source_id"],
        unique=False,
        schema="staging",
    )
    op.create_table(
        "provincial_coercive_measures_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_provincial_coercive_measures_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_coercive_measures_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "provincial_enforcement_items",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("penalty_kinds", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("transferred_batch", sa.Text(), nullable=True),
        sa.Column("exercised_by_code", sa.Text(), nullable=True),
        sa.Column("is_valid", sa.Boolean(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_enforcement_items")),
        schema="staging",
    )
    op.create_index(
        "ix_provincial_enforcement_items_source_id",
        "provincial_enforcement_items",
        ["source_id"],
        unique=False,
        schema="staging",
    )
    op.create_table(
        "provincial_enforcement_items_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_provincial_enforcement_items_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_enforcement_items_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "provincial_inspections",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("plan_no", sa.Text(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("checklist_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("action_no", sa.Text(), nullable=True),
        sa.Column("agency_name", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("result_text", sa.Text(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("officer_names", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("officer_certificate_nos", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("joint_task_no", sa.Text(), nullable=True),
        sa.Column("lead_no", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_inspections")),
        schema="staging",
    )
    op.create_index(
        "ix_provincial_inspections_source_id", "provincial_inspections", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "provincial_inspections_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_provincial_inspections_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_inspections_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "provincial_item_assignments",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_item_assignments")),
        schema="staging",
    )
    op.create_index(
        "ix_provincial_item_assignments_source_id",
        "provincial_item_assignments",
        ["source_id"],
        unique=False,
        schema="staging",
    )
    op.create_table(
        "provincial_item_assignments_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_provincial_item_assignments_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_item_assignments_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "provincial_licences",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=True),
        sa.Column("holder_kind", sa.Text(), nullable=True),
        sa.Column("holder_code", sa.Text(), nullable=True),
        sa.Column("document_name", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("category_name", sa.Text(), nullable=True),
        sa.Column("licence_name", sa.Text(), nullable=True),
        sa.Column("licence_no", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_long_term", sa.Boolean(), nullable=True),
        sa.Column("issuer_name", sa.Text(), nullable=True),
        sa.Column("issuer_code", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_licences")),
        schema="staging",
    )
    op.create_index(
        "ix_provincial_licences_source_id", "provincial_licences", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "provincial_licences_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_provincial_licences_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_licences_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "provincial_market_entities",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("entity_type", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("capital_text", sa.Text(), nullable=True),
        sa.Column("capital_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("op_from", sa.Date(), nullable=True),
        sa.Column("op_until", sa.Date(), nullable=True),
        sa.Column("is_long_term", sa.Boolean(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("premises", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("local_office_name", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_market_entities")),
        schema="staging",
    )
    op.create_index(
        "ix_provincial_market_entities_source_id",
        "provincial_market_entities",
        ["source_id"],
        unique=False,
        schema="staging",
    )
    op.create_table(
        "provincial_market_entities_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_provincial_market_entities_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_market_entities_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "provincial_officers",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("employee_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=True),
        sa.Column("agency_name", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("certificate_valid_until", sa.Date(), nullable=True),
        sa.Column("scope", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("is_legal_reviewer", sa.Boolean(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("LawNO", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_officers")),
        schema="staging",
    )
    op.create_index(
        "ix_provincial_officers_source_id", "provincial_officers", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "provincial_officers_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_provincial_officers_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_officers_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "provincial_penalties",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("violation", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("fine_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("confiscated_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("revoked_licence", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("authority_code", sa.Text(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("inspection_no", sa.Text(), nullable=True),
        sa.Column("case_source", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("lead_no", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_penalties")),
        schema="staging",
    )
    op.create_index(
        "ix_provincial_penalties_source_id", "provincial_penalties", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "provincial_penalties_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_provincial_penalties_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_provincial_penalties_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "school_safety_hazards",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Numeric(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_delete", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("incident_no", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=True),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("defects", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("link_uscc", sa.Text(), nullable=True),
        sa.Column("link_organisation_code", sa.Text(), nullable=True),
        sa.Column("link_registration_no", sa.Text(), nullable=True),
        sa.Column("link_citizen_id", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_school_safety_hazards")),
        schema="staging",
    )
    op.create_index(
        "ix_school_safety_hazards_source_id", "school_safety_hazards", ["source_id"], unique=False, schema="staging"
    )
    op.create_table(
        "school_safety_hazards_open",
        sa.Column("version_hash", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'passed', 'rejected')", name=op.f("ck_school_safety_hazards_open_verdict")
        ),
        sa.PrimaryKeyConstraint("version_hash", name=op.f("pk_school_safety_hazards_open")),
        schema="staging",
        postgresql_with={"fillfactor": 45},
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        schema="unified",
    )
    op.create_index(
        "ix_agency_changed_at", "agency", ["changed_at"], unique=False, schema="unified", postgresql_using="brin"
    )
    op.create_index(op.f("ix_agency_code"), "agency", ["code"], unique=False, schema="unified")
    op.create_index(
        "ix_agency_id_run",
        "agency",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(op.f("ix_agency_name"), "agency", ["name"], unique=False, schema="unified")
    op.create_table(
        "coercive_measure",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("action_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("inspection_no", sa.Text(), nullable=True),
        sa.Column("inspection_id", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("extended_days", sa.Integer(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("authority_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coercive_measure")),
        schema="unified",
    )
    op.create_index(
        op.f("ix_coercive_measure_action_no"), "coercive_measure", ["action_no"], unique=False, schema="unified"
    )
    op.create_index(
        "ix_coercive_measure_changed_at",
        "coercive_measure",
        ["changed_at"],
        unique=False,
        schema="unified",
        postgresql_using="brin",
    )
    op.create_index(
        op.f("ix_coercive_measure_entity_id"), "coercive_measure", ["entity_id"], unique=False, schema="unified"
    )
    op.create_index(
        "ix_coercive_measure_id_run",
        "coercive_measure",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_coercive_measure_inspection_no",
        "coercive_measure",
        ["inspection_no"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("inspection_no IS NOT NULL"),
    )
    op.create_table(
        "component",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=True),
        sa.Column("subclass", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component")),
        schema="unified",
    )
    op.create_index(
        "ix_component_changed_at", "component", ["changed_at"], unique=False, schema="unified", postgresql_using="brin"
    )
    op.create_index(
        "ix_component_id_run",
        "component",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "division",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("enforcement_mode", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_division")),
        schema="unified",
    )
    op.create_table(
        "duplicate_record",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("kept_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "dataset", "source_id", name=op.f("pk_duplicate_record")),
        schema="unified",
    )
    op.create_index(
        op.f("ix_duplicate_record_kept_id"), "duplicate_record", ["kept_id"], unique=False, schema="unified"
    )
    op.create_index(
        "ix_duplicate_record_source_id_run",
        "duplicate_record",
        ["source_id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "source_id ~ '[0-9]{11}' AND source_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "enforcement_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("penalty_kinds", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("transferred_batch", sa.Text(), nullable=True),
        sa.Column("exercised_by_code", sa.Text(), nullable=True),
        sa.Column("is_valid", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enforcement_item")),
        schema="unified",
    )
    op.create_index(
        "ix_enforcement_item_changed_at",
        "enforcement_item",
        ["changed_at"],
        unique=False,
        schema="unified",
        postgresql_using="brin",
    )
    op.create_index(op.f("ix_enforcement_item_code"), "enforcement_item", ["code"], unique=False, schema="unified")
    op.create_index(
        "ix_enforcement_item_id_run",
        "enforcement_item",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "entity",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("business_scope", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("source_count", sa.Integer(), nullable=True),
        sa.Column("platforms", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("provenance", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_entity")),
        schema="unified",
    )
    op.create_index(
        "ix_entity_changed_at", "entity", ["changed_at"], unique=False, schema="unified", postgresql_using="brin"
    )
    op.create_index(op.f("ix_entity_division_code"), "entity", ["division_code"], unique=False, schema="unified")
    op.create_index(
        "ix_entity_organisation_code",
        "entity",
        ["organisation_code"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("organisation_code IS NOT NULL"),
    )
    op.create_index(
        "ix_entity_registration_no",
        "entity",
        ["registration_no"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("registration_no IS NOT NULL"),
    )
    op.create_index(
        "ix_entity_uscc",
        "entity",
        ["uscc"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("uscc IS NOT NULL"),
    )
    op.create_table(
        "entity_alias",
        sa.Column("alias_id", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("alias_id", name=op.f("pk_entity_alias")),
        schema="unified",
    )
    op.create_index(op.f("ix_entity_alias_entity_id"), "entity_alias", ["entity_id"], unique=False, schema="unified")
    op.create_table(
        "entity_link",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "dataset", "source_id", name=op.f("pk_entity_link")),
        schema="unified",
    )
    op.create_index(op.f("ix_entity_link_entity_id"), "entity_link", ["entity_id"], unique=False, schema="unified")
    op.create_index(
        "ix_entity_link_source_id_run",
        "entity_link",
        ["source_id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "source_id ~ '[0-9]{11}' AND source_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "entity_relation",
        sa.Column("relation_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("predecessor_id", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("grounds", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("relation_id", name=op.f("pk_entity_relation")),
        schema="unified",
    )
    op.create_index(
        "ix_entity_relation_changed_at",
        "entity_relation",
        ["changed_at"],
        unique=False,
        schema="unified",
        postgresql_using="brin",
    )
    op.create_index(
        op.f("ix_entity_relation_predecessor_id"), "entity_relation", ["predecessor_id"], unique=False, schema="unified"
    )
    op.create_index(
        op.f("ix_entity_relation_successor_id"), "entity_relation", ["successor_id"], unique=False, schema="unified"
    )
    op.create_table(
        "grid",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("leader_name", sa.Text(), nullable=True),
        sa.Column("leader_phone", sa.Text(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid")),
        schema="unified",
    )
    op.create_index(
        "ix_grid_changed_at", "grid", ["changed_at"], unique=False, schema="unified", postgresql_using="brin"
    )
    op.create_index(op.f("ix_grid_code"), "grid", ["code"], unique=False, schema="unified")
    op.create_index(
        "ix_grid_id_run",
        "grid",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("incident_no", sa.Text(), nullable=True),
        sa.Column("workstream", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("subcategory", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=True),
        sa.Column("reporter_name", sa.Text(), nullable=True),
        sa.Column("reporter_phone", sa.Text(), nullable=True),
        sa.Column("origin_no", sa.Text(), nullable=True),
        sa.Column("origin_id", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        schema="unified",
    )
    op.create_index(
        "ix_incident_changed_at", "incident", ["changed_at"], unique=False, schema="unified", postgresql_using="brin"
    )
    op.create_index(
        "ix_incident_entity_id",
        "incident",
        ["entity_id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("entity_id IS NOT NULL"),
    )
    op.create_index(
        "ix_incident_id_run",
        "incident",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(op.f("ix_incident_incident_no"), "incident", ["incident_no"], unique=False, schema="unified")
    op.create_index(
        "ix_incident_origin_no",
        "incident",
        ["origin_no"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("origin_no IS NOT NULL"),
    )
    op.create_index(
        "ix_incident_place_id",
        "incident",
        ["place_id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("place_id IS NOT NULL"),
    )
    op.create_table(
        "incident_step",
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("incident_id", "seq", name=op.f("pk_incident_step")),
        schema="unified",
    )
    op.create_index(
        "ix_incident_step_incident_id_run",
        "incident_step",
        ["incident_id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "incident_id ~ '[0-9]{11}' AND incident_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("action_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("checklist_code", sa.Text(), nullable=True),
        sa.Column("plan_no", sa.Text(), nullable=True),
        sa.Column("joint_task_no", sa.Text(), nullable=True),
        sa.Column("lead_no", sa.Text(), nullable=True),
        sa.Column("lead_incident_id", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=True),
        sa.Column("agency_name", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("result_text", sa.Text(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("officer_names", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("officer_certificate_nos", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        schema="unified",
    )
    op.create_index(op.f("ix_inspection_action_no"), "inspection", ["action_no"], unique=False, schema="unified")
    op.create_index(
        "ix_inspection_changed_at",
        "inspection",
        ["changed_at"],
        unique=False,
        schema="unified",
        postgresql_using="brin",
    )
    op.create_index(op.f("ix_inspection_entity_id"), "inspection", ["entity_id"], unique=False, schema="unified")
    op.create_index(
        "ix_inspection_id_run",
        "inspection",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_inspection_lead_no",
        "inspection",
        ["lead_no"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("lead_no IS NOT NULL"),
    )
    op.create_table(
        "item_assignment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_assignment")),
        schema="unified",
    )
    op.create_index(
        "ix_item_assignment_changed_at",
        "item_assignment",
        ["changed_at"],
        unique=False,
        schema="unified",
        postgresql_using="brin",
    )
    op.create_index(
        "ix_item_assignment_id_run",
        "item_assignment",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        op.f("ix_item_assignment_item_code"), "item_assignment", ["item_code"], unique=False, schema="unified"
    )
    op.create_table(
        "licence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=True),
        sa.Column("holder_kind", sa.Text(), nullable=True),
        sa.Column("holder_code", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("document_name", sa.Text(), nullable=True),
        sa.Column("licence_no", sa.Text(), nullable=True),
        sa.Column("licence_name", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("category_name", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_long_term", sa.Boolean(), nullable=True),
        sa.Column("issuer_name", sa.Text(), nullable=True),
        sa.Column("issuer_code", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence")),
        schema="unified",
    )
    op.create_index(
        "ix_licence_changed_at", "licence", ["changed_at"], unique=False, schema="unified", postgresql_using="brin"
    )
    op.create_index(op.f("ix_licence_document_no"), "licence", ["document_no"], unique=False, schema="unified")
    op.create_index(op.f("ix_licence_entity_id"), "licence", ["entity_id"], unique=False, schema="unified")
    op.create_index(
        "ix_licence_id_run",
        "licence",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "officer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("employee_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=True),
        sa.Column("agency_name", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("certificate_valid_until", sa.Date(), nullable=True),
        sa.Column("is_legal_reviewer", sa.Boolean(), nullable=True),
        sa.Column("scope", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        schema="unified",
    )
    op.create_index(op.f("ix_officer_agency_code"), "officer", ["agency_code"], unique=False, schema="unified")
    op.create_index(
        "ix_officer_certificate_no",
        "officer",
        ["certificate_no"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("certificate_no IS NOT NULL"),
    )
    op.create_index(
        "ix_officer_changed_at", "officer", ["changed_at"], unique=False, schema="unified", postgresql_using="brin"
    )
    op.create_index(
        "ix_officer_id_run",
        "officer",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "penalty",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("inspection_no", sa.Text(), nullable=True),
        sa.Column("inspection_id", sa.Text(), nullable=True),
        sa.Column("lead_no", sa.Text(), nullable=True),
        sa.Column("lead_incident_id", sa.Text(), nullable=True),
        sa.Column("violation", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("fine_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("confiscated_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("revoked_licence", sa.Text(), nullable=True),
        sa.Column("case_source", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("authority_code", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty")),
        schema="unified",
    )
    op.create_index(
        "ix_penalty_changed_at", "penalty", ["changed_at"], unique=False, schema="unified", postgresql_using="brin"
    )
    op.create_index(op.f("ix_penalty_decision_no"), "penalty", ["decision_no"], unique=False, schema="unified")
    op.create_index(op.f("ix_penalty_entity_id"), "penalty", ["entity_id"], unique=False, schema="unified")
    op.create_index(
        "ix_penalty_id_run",
        "penalty",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_penalty_inspection_no",
        "penalty",
        ["inspection_no"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("inspection_no IS NOT NULL"),
    )
    op.create_index(
        "ix_penalty_lead_no",
        "penalty",
        ["lead_no"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("lead_no IS NOT NULL"),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("business_name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("principal", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("community_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        schema="unified",
    )
    op.create_index(
        "ix_place_changed_at", "place", ["changed_at"], unique=False, schema="unified", postgresql_using="brin"
    )
    op.create_index(op.f("ix_place_entity_id"), "place", ["entity_id"], unique=False, schema="unified")
    op.create_index(
        "ix_place_id_run",
        "place",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_table(
        "registration",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("unmapped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("entity_type", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("capital_text", sa.Text(), nullable=True),
        sa.Column("capital_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("op_from", sa.Date(), nullable=True),
        sa.Column("op_until", sa.Date(), nullable=True),
        sa.Column("is_long_term", sa.Boolean(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("premises", sa.Text(), nullable=True),
        sa.Column("authority_name", sa.Text(), nullable=True),
        sa.Column("local_office_name", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        schema="unified",
    )
    op.create_index(
        "ix_registration_changed_at",
        "registration",
        ["changed_at"],
        unique=False,
        schema="unified",
        postgresql_using="brin",
    )
    op.create_index(op.f("ix_registration_entity_id"), "registration", ["entity_id"], unique=False, schema="unified")
    op.create_index(
        "ix_registration_id_run",
        "registration",
        ["id"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.create_index(
        "ix_registration_registration_no",
        "registration",
        ["registration_no"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("registration_no IS NOT NULL"),
    )
    op.create_index(
        "ix_registration_uscc",
        "registration",
        ["uscc"],
        unique=False,
        schema="unified",
        postgresql_where=sa.text("uscc IS NOT NULL"),
    )
    op.create_table(
        "reader_division",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("division_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["division_code"], ["unified.division.code"], name=op.f("fk_reader_division_division_code")
        ),
        sa.PrimaryKeyConstraint("reader", "division_code", name=op.f("pk_reader_division")),
        schema="hub",
    )
    op.create_table(
        "reader_key",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["reader"], ["hub.reader.reader"], name=op.f("fk_reader_key_reader")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_reader_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_reader_key_digest")),
        schema="hub",
    )
    op.create_index(op.f("ix_reader_key_reader"), "reader_key", ["reader"], unique=False, schema="hub")
    op.create_table(
        "alert_action",
        sa.Column("action_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("action in ('acknowledged', 'resolved')", name=op.f("ck_alert_action_action")),
        sa.ForeignKeyConstraint(["alert_id"], ["quality.alert.alert_id"], name=op.f("fk_alert_action_alert_id")),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_alert_action")),
        schema="quality",
    )
    op.create_index(op.f("ix_alert_action_alert_id"), "alert_action", ["alert_id"], unique=False, schema="quality")
    op.create_table(
        "alert_delivery",
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("affected", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("event in ('opened', 'reminded', 'resolved')", name=op.f("ck_alert_delivery_event")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["quality.alert_message.message_id"], name=op.f("fk_alert_delivery_message_id")
        ),
        sa.PrimaryKeyConstraint("alert_id", "channel", "event", "number", name=op.f("pk_alert_delivery")),
        schema="quality",
    )
    op.create_index(
        op.f("ix_alert_delivery_message_id"), "alert_delivery", ["message_id"], unique=False, schema="quality"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_alert_delivery_message_id"), table_name="alert_delivery", schema="quality")
    op.drop_table("alert_delivery", schema="quality")
    op.drop_index(op.f("ix_alert_action_alert_id"), table_name="alert_action", schema="quality")
    op.drop_table("alert_action", schema="quality")
    op.drop_index(op.f("ix_reader_key_reader"), table_name="reader_key", schema="hub")
    op.drop_table("reader_key", schema="hub")
    op.drop_table("reader_division", schema="hub")
    op.drop_index(
        "ix_registration_uscc",
        table_name="registration",
        schema="unified",
        postgresql_where=sa.text("uscc IS NOT NULL"),
    )
    op.drop_index(
        "ix_registration_registration_no",
        table_name="registration",
        schema="unified",
        postgresql_where=sa.text("registration_no IS NOT NULL"),
    )
    op.drop_index(
        "ix_registration_id_run",
        table_name="registration",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_registration_entity_id"), table_name="registration", schema="unified")
    op.drop_index("ix_registration_changed_at", table_name="registration", schema="unified", postgresql_using="brin")
    op.drop_table("registration", schema="unified")
    op.drop_index(
        "ix_place_id_run",
        table_name="place",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_place_entity_id"), table_name="place", schema="unified")
    op.drop_index("ix_place_changed_at", table_name="place", schema="unified", postgresql_using="brin")
    op.drop_table("place", schema="unified")
    op.drop_index(
        "ix_penalty_lead_no", table_name="penalty", schema="unified", postgresql_where=sa.text("lead_no IS NOT NULL")
    )
    op.drop_index(
        "ix_penalty_inspection_no",
        table_name="penalty",
        schema="unified",
        postgresql_where=sa.text("inspection_no IS NOT NULL"),
    )
    op.drop_index(
        "ix_penalty_id_run",
        table_name="penalty",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_penalty_entity_id"), table_name="penalty", schema="unified")
    op.drop_index(op.f("ix_penalty_decision_no"), table_name="penalty", schema="unified")
    op.drop_index("ix_penalty_changed_at", table_name="penalty", schema="unified", postgresql_using="brin")
    op.drop_table("penalty", schema="unified")
    op.drop_index(
        "ix_officer_id_run",
        table_name="officer",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index("ix_officer_changed_at", table_name="officer", schema="unified", postgresql_using="brin")
    op.drop_index(
        "ix_officer_certificate_no",
        table_name="officer",
        schema="unified",
        postgresql_where=sa.text("certificate_no IS NOT NULL"),
    )
    op.drop_index(op.f("ix_officer_agency_code"), table_name="officer", schema="unified")
    op.drop_table("officer", schema="unified")
    op.drop_index(
        "ix_licence_id_run",
        table_name="licence",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_licence_entity_id"), table_name="licence", schema="unified")
    op.drop_index(op.f("ix_licence_document_no"), table_name="licence", schema="unified")
    op.drop_index("ix_licence_changed_at", table_name="licence", schema="unified", postgresql_using="brin")
    op.drop_table("licence", schema="unified")
    op.drop_index(op.f("ix_item_assignment_item_code"), table_name="item_assignment", schema="unified")
    op.drop_index(
        "ix_item_assignment_id_run",
        table_name="item_assignment",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(
        "ix_item_assignment_changed_at", table_name="item_assignment", schema="unified", postgresql_using="brin"
    )
    op.drop_table("item_assignment", schema="unified")
    op.drop_index(
        "ix_inspection_lead_no",
        table_name="inspection",
        schema="unified",
        postgresql_where=sa.text("lead_no IS NOT NULL"),
    )
    op.drop_index(
        "ix_inspection_id_run",
        table_name="inspection",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_inspection_entity_id"), table_name="inspection", schema="unified")
    op.drop_index("ix_inspection_changed_at", table_name="inspection", schema="unified", postgresql_using="brin")
    op.drop_index(op.f("ix_inspection_action_no"), table_name="inspection", schema="unified")
    op.drop_table("inspection", schema="unified")
    op.drop_index(
        "ix_incident_step_incident_id_run",
        table_name="incident_step",
        schema="unified",
        postgresql_where=sa.text(
            "incident_id ~ '[0-9]{11}' AND incident_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("incident_step", schema="unified")
    op.drop_index(
        "ix_incident_place_id",
        table_name="incident",
        schema="unified",
        postgresql_where=sa.text("place_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_incident_origin_no",
        table_name="incident",
        schema="unified",
        postgresql_where=sa.text("origin_no IS NOT NULL"),
    )
    op.drop_index(op.f("ix_incident_incident_no"), table_name="incident", schema="unified")
    op.drop_index(
        "ix_incident_id_run",
        table_name="incident",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(
        "ix_incident_entity_id",
        table_name="incident",
        schema="unified",
        postgresql_where=sa.text("entity_id IS NOT NULL"),
    )
    op.drop_index("ix_incident_changed_at", table_name="incident", schema="unified", postgresql_using="brin")
    op.drop_table("incident", schema="unified")
    op.drop_index(
        "ix_grid_id_run",
        table_name="grid",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_grid_code"), table_name="grid", schema="unified")
    op.drop_index("ix_grid_changed_at", table_name="grid", schema="unified", postgresql_using="brin")
    op.drop_table("grid", schema="unified")
    op.drop_index(op.f("ix_entity_relation_successor_id"), table_name="entity_relation", schema="unified")
    op.drop_index(op.f("ix_entity_relation_predecessor_id"), table_name="entity_relation", schema="unified")
    op.drop_index(
        "ix_entity_relation_changed_at", table_name="entity_relation", schema="unified", postgresql_using="brin"
    )
    op.drop_table("entity_relation", schema="unified")
    op.drop_index(
        "ix_entity_link_source_id_run",
        table_name="entity_link",
        schema="unified",
        postgresql_where=sa.text(
            "source_id ~ '[0-9]{11}' AND source_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_entity_link_entity_id"), table_name="entity_link", schema="unified")
    op.drop_table("entity_link", schema="unified")
    op.drop_index(op.f("ix_entity_alias_entity_id"), table_name="entity_alias", schema="unified")
    op.drop_table("entity_alias", schema="unified")
    op.drop_index("ix_entity_uscc", table_name="entity", schema="unified", postgresql_where=sa.text("uscc IS NOT NULL"))
    op.drop_index(
        "ix_entity_registration_no",
        table_name="entity",
        schema="unified",
        postgresql_where=sa.text("registration_no IS NOT NULL"),
    )
    op.drop_index(
        "ix_entity_organisation_code",
        table_name="entity",
        schema="unified",
        postgresql_where=sa.text("organisation_code IS NOT NULL"),
    )
    op.drop_index(op.f("ix_entity_division_code"), table_name="entity", schema="unified")
    op.drop_index("ix_entity_changed_at", table_name="entity", schema="unified", postgresql_using="brin")
    op.drop_table("entity", schema="unified")
    op.drop_index(
        "ix_enforcement_item_id_run",
        table_name="enforcement_item",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_enforcement_item_code"), table_name="enforcement_item", schema="unified")
    op.drop_index(
        "ix_enforcement_item_changed_at", table_name="enforcement_item", schema="unified", postgresql_using="brin"
    )
    op.drop_table("enforcement_item", schema="unified")
    op.drop_index(
        "ix_duplicate_record_source_id_run",
        table_name="duplicate_record",
        schema="unified",
        postgresql_where=sa.text(
            "source_id ~ '[0-9]{11}' AND source_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_duplicate_record_kept_id"), table_name="duplicate_record", schema="unified")
    op.drop_table("duplicate_record", schema="unified")
    op.drop_table("division", schema="unified")
    op.drop_index(
        "ix_component_id_run",
        table_name="component",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index("ix_component_changed_at", table_name="component", schema="unified", postgresql_using="brin")
    op.drop_table("component", schema="unified")
    op.drop_index(
        "ix_coercive_measure_inspection_no",
        table_name="coercive_measure",
        schema="unified",
        postgresql_where=sa.text("inspection_no IS NOT NULL"),
    )
    op.drop_index(
        "ix_coercive_measure_id_run",
        table_name="coercive_measure",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_coercive_measure_entity_id"), table_name="coercive_measure", schema="unified")
    op.drop_index(
        "ix_coercive_measure_changed_at", table_name="coercive_measure", schema="unified", postgresql_using="brin"
    )
    op.drop_index(op.f("ix_coercive_measure_action_no"), table_name="coercive_measure", schema="unified")
    op.drop_table("coercive_measure", schema="unified")
    op.drop_index(op.f("ix_agency_name"), table_name="agency", schema="unified")
    op.drop_index(
        "ix_agency_id_run",
        table_name="agency",
        schema="unified",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_agency_code"), table_name="agency", schema="unified")
    op.drop_index("ix_agency_changed_at", table_name="agency", schema="unified", postgresql_using="brin")
    op.drop_table("agency", schema="unified")
    op.drop_table("school_safety_hazards_open", schema="staging")
    op.drop_index("ix_school_safety_hazards_source_id", table_name="school_safety_hazards", schema="staging")
    op.drop_table("school_safety_hazards", schema="staging")
    op.drop_table("provincial_penalties_open", schema="staging")
    op.drop_index("ix_provincial_penalties_source_id", table_name="provincial_penalties", schema="staging")
    op.drop_table("provincial_penalties", schema="staging")
    op.drop_table("provincial_officers_open", schema="staging")
    op.drop_index("ix_provincial_officers_source_id", table_name="provincial_officers", schema="staging")
    op.drop_table("provincial_officers", schema="staging")
    op.drop_table("provincial_market_entities_open", schema="staging")
    op.drop_index("ix_provincial_market_entities_source_id", table_name="provincial_market_entities", schema="staging")
    op.drop_table("provincial_market_entities", schema="staging")
    op.drop_table("provincial_licences_open", schema="staging")
    op.drop_index("ix_provincial_licences_source_id", table_name="provincial_licences", schema="staging")
    op.drop_table("provincial_licences", schema="staging")
    op.drop_table("provincial_item_assignments_open", schema="staging")
    op.drop_index(
        "ix_provincial_item_assignments_source_id", table_name="provincial_item_assignments", schema="staging"
    )
    op.drop_table("provincial_item_assignments", schema="staging")
    op.drop_table("provincial_inspections_open", schema="staging")
    op.drop_index("ix_provincial_inspections_source_id", table_name="provincial_inspections", schema="staging")
    op.drop_table("provincial_inspections", schema="staging")
    op.drop_table("provincial_enforcement_items_open", schema="staging")
    op.drop_index(
        "ix_provincial_enforcement_items_source_id", table_name="provincial_enforcement_items", schema="staging"
    )
    op.drop_table("provincial_enforcement_items", schema="staging")
    op.drop_table("provincial_coercive_measures_open", schema="staging")
    op.drop_index(
        "ix_provincial_coercive_measures_source_id", table_name="provincial_coercive_measures", schema="staging"
    )
    op.drop_table("provincial_coercive_measures", schema="staging")
    op.drop_table("provincial_agencies_open", schema="staging")
    op.drop_index("ix_provincial_agencies_source_id", table_name="provincial_agencies", schema="staging")
    op.drop_table("provincial_agencies", schema="staging")
    op.drop_table("micro_grid_alerts_open", schema="staging")
    op.drop_index("ix_micro_grid_alerts_source_id", table_name="micro_grid_alerts", schema="staging")
    op.drop_table("micro_grid_alerts", schema="staging")
    op.drop_table("grassroots_places_open", schema="staging")
    op.drop_index("ix_grassroots_places_source_id", table_name="grassroots_places", schema="staging")
    op.drop_table("grassroots_places", schema="staging")
    op.drop_table("grassroots_grids_open", schema="staging")
    op.drop_index("ix_grassroots_grids_source_id", table_name="grassroots_grids", schema="staging")
    op.drop_table("grassroots_grids", schema="staging")
    op.drop_table("grassroots_filings_open", schema="staging")
    op.drop_index("ix_grassroots_filings_source_id", table_name="grassroots_filings", schema="staging")
    op.drop_table("grassroots_filings", schema="staging")
    op.drop_table("grassroots_events_open", schema="staging")
    op.drop_index("ix_grassroots_events_source_id", table_name="grassroots_events", schema="staging")
    op.drop_table("grassroots_events", schema="staging")
    op.drop_table("departments_penalties_open", schema="staging")
    op.drop_index("ix_departments_penalties_source_id", table_name="departments_penalties", schema="staging")
    op.drop_table("departments_penalties", schema="staging")
    op.drop_table("departments_market_register_open", schema="staging")
    op.drop_index(
        "ix_departments_market_register_source_id", table_name="departments_market_register", schema="staging"
    )
    op.drop_table("departments_market_register", schema="staging")
    op.drop_table("departments_licences_open", schema="staging")
    op.drop_index("ix_departments_licences_source_id", table_name="departments_licences", schema="staging")
    op.drop_table("departments_licences", schema="staging")
    op.drop_table("departments_fire_penalties_open", schema="staging")
    op.drop_index("ix_departments_fire_penalties_source_id", table_name="departments_fire_penalties", schema="staging")
    op.drop_table("departments_fire_penalties", schema="staging")
    op.drop_table("departments_ecology_penalties_open", schema="staging")
    op.drop_index(
        "ix_departments_ecology_penalties_source_id", table_name="departments_ecology_penalties", schema="staging"
    )
    op.drop_table("departments_ecology_penalties", schema="staging")
    op.drop_table("city_shops_open", schema="staging")
    op.drop_index("ix_city_shops_source_id", table_name="city_shops", schema="staging")
    op.drop_table("city_shops", schema="staging")
    op.drop_table("city_permits_open", schema="staging")
    op.drop_index("ix_city_permits_source_id", table_name="city_permits", schema="staging")
    op.drop_table("city_permits", schema="staging")
    op.drop_table("city_components_open", schema="staging")
    op.drop_index("ix_city_components_source_id", table_name="city_components", schema="staging")
    op.drop_table("city_components", schema="staging")
    op.drop_table("city_cases_open", schema="staging")
    op.drop_index("ix_city_cases_source_id", table_name="city_cases", schema="staging")
    op.drop_table("city_cases", schema="staging")
    op.drop_table("vanished", schema="quality")
    op.drop_table("total_check", schema="quality")
    op.drop_table("standing_rule", schema="quality")
    op.drop_index(
        "ix_rejection_open", table_name="rejection", schema="quality", postgresql_where=sa.text("resolved_at IS NULL")
    )
    op.drop_table("rejection", schema="quality")
    op.drop_table("reconciliation", schema="quality")
    op.drop_table("history", schema="quality")
    op.drop_table("heartbeat", schema="quality")
    op.drop_table("example", schema="quality")
    op.drop_table("dimension_weight", schema="quality")
    op.drop_index(op.f("ix_check_result_platform_dataset_checked_at"), table_name="check_result", schema="quality")
    op.drop_table("check_result", schema="quality")
    op.drop_table("alert_silence", schema="quality")
    op.drop_index(
        "uq_alert_message_sending",
        table_name="alert_message",
        schema="quality",
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.drop_index(op.f("ix_alert_message_channel_settled_at"), table_name="alert_message", schema="quality")
    op.drop_table("alert_message", schema="quality")
    op.drop_table("alert_channel", schema="quality")
    op.drop_index(
        "uq_alert_open_fingerprint",
        table_name="alert",
        schema="quality",
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_index(op.f("ix_alert_resolved_at"), table_name="alert", schema="quality")
    op.drop_index(op.f("ix_alert_platform_rule_id"), table_name="alert", schema="quality")
    op.drop_table("alert", schema="quality")
    op.drop_index(op.f("ix_walk_platform_dataset_window_to"), table_name="walk", schema="hub")
    op.drop_table("walk", schema="hub")
    op.drop_table("version_day", schema="hub")
    op.drop_table("version", schema="hub")
    op.drop_index(op.f("ix_sensitive_read_read_at"), table_name="sensitive_read", schema="hub")
    op.drop_table("sensitive_read", schema="hub")
    op.drop_table("secret", schema="hub")
    op.drop_index("ix_schema_drift_page_id", table_name="schema_drift", schema="hub")
    op.drop_index(
        "ix_schema_drift_open", table_name="schema_drift", schema="hub", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_table("schema_drift", schema="hub")
    op.drop_index(op.f("ix_retraction_platform_dataset_source_id"), table_name="retraction", schema="hub")
    op.drop_table("retraction", schema="hub")
    op.drop_table("repeatable", schema="hub")
    op.drop_table("relinked", schema="hub")
    op.drop_table("release", schema="hub")
    op.drop_index(op.f("ix_record_entity_platform_dataset"), table_name="record_entity", schema="hub")
    op.drop_index(
        "ix_record_entity_entity_id",
        table_name="record_entity",
        schema="hub",
        postgresql_where=sa.text("entity_id IS NOT NULL"),
    )
    op.drop_table("record_entity", schema="hub")
    op.drop_table("rebuild", schema="hub")
    op.drop_index(op.f("ix_reader_decision_reader_decision_id"), table_name="reader_decision", schema="hub")
    op.drop_table("reader_decision", schema="hub")
    op.drop_table("reader", schema="hub")
    op.drop_table("mart_parameter", schema="hub")
    op.drop_table("mart_filling", schema="hub")
    op.drop_table("link_version", schema="hub")
    op.drop_table("link_stale", schema="hub")
    op.drop_index(
        "ix_link_record_unique_name",
        table_name="link_record",
        schema="hub",
        postgresql_where=sa.text("unique_name IS NOT NULL"),
    )
    op.drop_index(
        "ix_link_record_registration_no",
        table_name="link_record",
        schema="hub",
        postgresql_where=sa.text("registration_no IS NOT NULL"),
    )
    op.drop_index(
        "ix_link_record_organisation_code",
        table_name="link_record",
        schema="hub",
        postgresql_where=sa.text("organisation_code IS NOT NULL"),
    )
    op.drop_index(
        "ix_link_record_name_and_place",
        table_name="link_record",
        schema="hub",
        postgresql_where=sa.text("name_and_place IS NOT NULL"),
    )
    op.drop_index(
        "ix_link_record_citizen_id",
        table_name="link_record",
        schema="hub",
        postgresql_where=sa.text("citizen_id IS NOT NULL"),
    )
    op.drop_table("link_record", schema="hub")
    op.drop_index(op.f("ix_link_profile_road_number_division_code"), table_name="link_profile", schema="hub")
    op.drop_index(
        "ix_link_profile_principal",
        table_name="link_profile",
        schema="hub",
        postgresql_where=sa.text("principal IS NOT NULL"),
    )
    op.drop_index(
        "ix_link_profile_phone", table_name="link_profile", schema="hub", postgresql_where=sa.text("phone IS NOT NULL")
    )
    op.drop_index(
        "ix_link_profile_name", table_name="link_profile", schema="hub", postgresql_where=sa.text("name IS NOT NULL")
    )
    op.drop_index(op.f("ix_link_profile_mark_division_code"), table_name="link_profile", schema="hub")
    op.drop_table("link_profile", schema="hub")
    op.drop_index(op.f("ix_link_judgement_record_a"), table_name="link_judgement", schema="hub")
    op.drop_table("link_judgement", schema="hub")
    op.drop_index(op.f("ix_link_edge_record_b"), table_name="link_edge", schema="hub")
    op.drop_table("link_edge", schema="hub")
    op.drop_table("link_conflict", schema="hub")
    op.drop_index(op.f("ix_link_candidate_record_b"), table_name="link_candidate", schema="hub")
    op.drop_table("link_candidate", schema="hub")
    op.drop_index(op.f("ix_landed_page_walk_id"), table_name="landed_page", schema="hub")
    op.drop_index(
        "ix_landed_page_unstaged", table_name="landed_page", schema="hub", postgresql_where=sa.text("staged_at IS NULL")
    )
    op.drop_index(op.f("ix_landed_page_platform_dataset_page_id"), table_name="landed_page", schema="hub")
    op.drop_table("landed_page", schema="hub")
    op.drop_table("judging", schema="hub")
    op.drop_table("installation", schema="hub")
    op.drop_table("inbox_name", schema="hub")
    op.drop_table("inbox_file", schema="hub")
    op.drop_table("hold", schema="hub")
    op.drop_table("field_seen", schema="hub")
    op.drop_table("feed", schema="hub")
    op.drop_index(op.f("ix_erasure_platform_dataset"), table_name="erasure", schema="hub")
    op.drop_table("erasure", schema="hub")
    op.drop_index(op.f("ix_erased_version_erasure_id"), table_name="erased_version", schema="hub")
    op.drop_table("erased_version", schema="hub")
    op.drop_index(op.f("ix_entity_anchor_record_id"), table_name="entity_anchor", schema="hub")
    op.drop_table("entity_anchor", schema="hub")
    op.drop_index("ix_change_release_id", table_name="change", schema="hub", postgresql_using="brin")
    op.drop_table("change", schema="hub")
    op.drop_table("acceptance", schema="hub")
    op.drop_index("ix_registration_valid_to", table_name="registration", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_registration_id_run",
        table_name="registration",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("registration", schema="history")
    op.drop_index("ix_place_valid_to", table_name="place", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_place_id_run",
        table_name="place",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("place", schema="history")
    op.drop_index("ix_penalty_valid_to", table_name="penalty", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_penalty_id_run",
        table_name="penalty",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("penalty", schema="history")
    op.drop_index("ix_officer_valid_to", table_name="officer", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_officer_id_run",
        table_name="officer",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("officer", schema="history")
    op.drop_index("ix_licence_valid_to", table_name="licence", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_licence_id_run",
        table_name="licence",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("licence", schema="history")
    op.drop_index(
        "ix_item_assignment_valid_to", table_name="item_assignment", schema="history", postgresql_using="brin"
    )
    op.drop_index(
        "ix_item_assignment_id_run",
        table_name="item_assignment",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("item_assignment", schema="history")
    op.drop_index("ix_inspection_valid_to", table_name="inspection", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_inspection_id_run",
        table_name="inspection",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("inspection", schema="history")
    op.drop_index("ix_incident_valid_to", table_name="incident", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_incident_id_run",
        table_name="incident",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("incident", schema="history")
    op.drop_index("ix_grid_valid_to", table_name="grid", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_grid_id_run",
        table_name="grid",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("grid", schema="history")
    op.drop_index(
        "ix_entity_relation_valid_to", table_name="entity_relation", schema="history", postgresql_using="brin"
    )
    op.drop_table("entity_relation", schema="history")
    op.drop_index("ix_entity_valid_to", table_name="entity", schema="history", postgresql_using="brin")
    op.drop_table("entity", schema="history")
    op.drop_index(
        "ix_enforcement_item_valid_to", table_name="enforcement_item", schema="history", postgresql_using="brin"
    )
    op.drop_index(
        "ix_enforcement_item_id_run",
        table_name="enforcement_item",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("enforcement_item", schema="history")
    op.drop_index("ix_component_valid_to", table_name="component", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_component_id_run",
        table_name="component",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("component", schema="history")
    op.drop_index(
        "ix_coercive_measure_valid_to", table_name="coercive_measure", schema="history", postgresql_using="brin"
    )
    op.drop_index(
        "ix_coercive_measure_id_run",
        table_name="coercive_measure",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("coercive_measure", schema="history")
    op.drop_index("ix_agency_valid_to", table_name="agency", schema="history", postgresql_using="brin")
    op.drop_index(
        "ix_agency_id_run",
        table_name="agency",
        schema="history",
        postgresql_where=sa.text(
            "id ~ '[0-9]{11}' AND id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_table("agency", schema="history")
    op.drop_index(op.f("ix_township_scorecard_month"), table_name="township_scorecard", schema="derived")
    op.drop_table("township_scorecard", schema="derived")
    op.drop_index(op.f("ix_one_matter_agency_code"), table_name="one_matter", schema="derived")
    op.drop_table("one_matter", schema="derived")
    op.drop_index(
        "ix_licence_watch_licence_id_run",
        table_name="licence_watch",
        schema="derived",
        postgresql_where=sa.text(
            "licence_id ~ '[0-9]{11}' AND licence_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(op.f("ix_licence_watch_finding_valid_until"), table_name="licence_watch", schema="derived")
    op.drop_index(op.f("ix_licence_watch_entity_id"), table_name="licence_watch", schema="derived")
    op.drop_table("licence_watch", schema="derived")
    op.drop_index(op.f("ix_jurisdiction_division_code_finding"), table_name="jurisdiction", schema="derived")
    op.drop_index(
        op.f("ix_jurisdiction_agency_codes"), table_name="jurisdiction", schema="derived", postgresql_using="gin"
    )
    op.drop_table("jurisdiction", schema="derived")
    op.drop_index(op.f("ix_joint_inspection_quarter_avoidable_count"), table_name="joint_inspection", schema="derived")
    op.drop_table("joint_inspection", schema="derived")
    op.drop_index(
        "ix_entity_profile_uscc",
        table_name="entity_profile",
        schema="derived",
        postgresql_where=sa.text("uscc IS NOT NULL"),
    )
    op.drop_index(op.f("ix_entity_profile_division_code_risk_level"), table_name="entity_profile", schema="derived")
    op.drop_table("entity_profile", schema="derived")
    op.drop_index("ix_closure_open", table_name="closure", schema="derived", postgresql_where=sa.text("NOT is_closed"))
    op.drop_index(
        "ix_closure_lead_id_run",
        table_name="closure",
        schema="derived",
        postgresql_where=sa.text(
            "lead_id ~ '[0-9]{11}' AND lead_id ~ '(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])|[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'"
        ),
    )
    op.drop_index(
        "ix_closure_handing", table_name="closure", schema="derived", postgresql_where=sa.text("handing IS NOT NULL")
    )
    op.drop_index(
        "ix_closure_entity_id",
        table_name="closure",
        schema="derived",
        postgresql_where=sa.text("entity_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_closure_chain_id"), table_name="closure", schema="derived")
    op.drop_table("closure", schema="derived")
