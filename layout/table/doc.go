// Package table lays out tables.
//
//	box.Table ──gridOf──▶ grid: cells at rows and columns (kept with the box)
//	          ──Measure─▶ column constraints ──▶ min and max width
//	          ──Layout──▶ column widths ──▶ cells at their widths ──▶ row heights ──▶ fragment
//
// The fragment of a table is its wrapper: captions and row groups are kids, frag.Table says
// where the grid box with the borders and background is, where columns lie and which collapsed
// borders are drawn. Rows are kids of their group and cells of their row, a cell that spans
// rows of the first one.
//
// Specifications: CSS 2.1 §17, CSS Tables 3; where these leave things open, what Chromium does.
package table
