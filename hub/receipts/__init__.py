"""What happened to every file that a department delivered, and the workbook that tells the department."""
