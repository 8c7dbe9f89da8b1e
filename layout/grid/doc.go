// Package grid lays out grid containers.
//
//	box.Grid + Space ──Layout──▶ fragment: kids are grid items in order-modified order
//	                 ──Measure─▶ min-content and max-content widths
//
// template.go reads the values that define tracks, names and areas; lines.go finds the lines
// that items name; place.go puts items into cells; tracks.go is the track sizing algorithm and
// item.go what it asks of items; align.go distributes and aligns; subgrid.go holds what subgrids
// share with their parents; lanes.go stacks the items of grid lanes (masonry), whose tracks lane.go
// fills and whose items group.go sums up for track sizing; grid.go puts the steps in their order.
//
// https://www.w3.org/TR/css-grid-2/ and https://drafts.csswg.org/css-grid-3/
package grid
