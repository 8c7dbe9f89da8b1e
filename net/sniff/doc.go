// Package sniff decides what a body is: its MIME type and its character encoding.
//
//	Content-Type fields ──ExtractType──▶ Type ─┐
//	first 1445 bytes ──────────────────────────┴─Sniff──▶ Type ──▶ which parser
//	BOM, charset=…, <meta> ──HTMLCharset──▶ Charset ──NewReader──▶ UTF-8 text
//
// It follows the MIME Sniffing standard (https://mimesniff.spec.whatwg.org/) and the Encoding
// standard (https://encoding.spec.whatwg.org/). Bytes come from net/fetch; the readers of the
// result are the parsers of HTML, CSS and images.
package sniff
