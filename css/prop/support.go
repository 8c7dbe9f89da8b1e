package prop

import _ "embed"

//go:embed support.txt
var supportTable string

// Support returns a table of the properties and how far they are supported, one a line: name and
// status separated by a tab, and of unsupported ones the reason after another tab. Lines that begin
// with # are comments. Status is "supported", "parsed" (computed values exist and nothing asks for
// them), "alias of …" or "unsupported".
func Support() string { return supportTable }
