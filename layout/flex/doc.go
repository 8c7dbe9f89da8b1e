// Package flex lays out flex containers.
//
//	box.Flex + Space ──Layout──▶ fragment: kids are flex items in order-modified order
//	                 ──Measure─▶ min-content and max-content widths
//
// flex.go holds the steps of the layout algorithm in their order, item.go what is known of one
// item, resolve.go flexible lengths, align.go alignment.
//
// https://www.w3.org/TR/css-flexbox-1/#layout-algorithm
package flex
