// Package flex lays out flex containers.
//
//	box.Flex + Space ──Layout──▶ fragment: kids are flex items in order-modified order
//	                 ──Measure─▶ min-content and max-content widths
//
// flex.go holds the steps of the layout algorithm in their order, item.go what is known of one
// item and flexible lengths, align.go alignment and static.go that of absolutely positioned kids,
// measure.go intrinsic widths.
//
// https://www.w3.org/TR/css-flexbox-1/#layout-algorithm
package flex
