// Package pdf writes display lists as the pages of a PDF file.
//
//	paper, display list of a page ──Writer.Page──▶ content stream, links   ┐
//	                                Writer.Close─▶ fonts, names, page tree ├─▶ io.Writer
//	                                                                       ┘
//
// A page is written when it is handed over; only what pages share stays in memory: which glyphs of
// which faces were used, and the numbers of pictures. Boxes, paths, text, plain gradients and
// groups become their counterparts in PDF. TrueType faces are embedded as subsets, other faces as
// Type 3 fonts of the glyphs used; both say which characters their glyphs stand for, so that text
// can be selected. What has no counterpart (blurs, filters, masks, conic and translucent gradients)
// is drawn by package raster and put in place as a picture; Writer.Rasterised counts these.
//
// Headings become the document's outline. The display list of a page's margin boxes lies over the
// page as a form.
//
// # Why the container is written here
//
// A page leaves memory when it is written, a glyph is placed by its number, and the same document
// gives the same bytes. No library of Go that may be used offers all three; of each, why not:
//
//   - pdfcpu (Apache-2.0) writes a file from a table that holds every object of the document, stamps
//     it with the time and a random number, and names itself the producer. Its types alone only put
//     strings together. It reads and validates well: the tests of package engine hold each file that
//     they print against its strict validation.
//   - fpdf (MIT) and gopdf (MIT) have an imperative page of their own and keep all pages until the
//     end. Text goes in as characters and is shaped by them; glyph numbers, and subsets made
//     elsewhere, cannot be handed over.
//   - go-pdfium (MIT) needs a C library or a WebAssembly machine.
//   - UniPDF (commercial) and seehuhn.de/go/pdf (GPL) are not under a permissive licence.
package pdf
