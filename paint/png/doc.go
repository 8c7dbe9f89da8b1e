// Package png writes pictures of pages as PNG, fast rather than small.
//
//	size, opaque ──New──▶ *Writer
//	rows of pixels ──Writer.Band, on any goroutine──▶ filtered rows ──a library's deflate──▶ IDAT chunk
//	Writer.Close ──▶ the end of the file
//
// A picture of a page is mostly rows that repeat and runs of one colour, with some text on them.
// So a row equal to the one above says just that (filter "Up", all zero) and any other is stored
// as it is: text compresses best unfiltered, and trying all five filters of the format costs
// more time than drawing the page.
//
// A file is made of bands of rows that are compressed on several goroutines, which image/png
// cannot do: each band ends at a byte boundary of the deflate stream and refers to nothing above
// itself, and the checksum of the whole follows from those of the bands.
//
// Specifications: PNG 3 (https://www.w3.org/TR/png-3/), RFC 1950 (zlib).
package png
