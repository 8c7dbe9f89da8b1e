// Package res holds immutable decoded things that several stages share by id: bitmaps and
// the facts about an image that layout needs.
//
//	bytes ──Decode──▶ Image{natural size, Bitmap} ──▶ layout (size), paint (pixels)
//	SVG   ──(paint/svg)──▶ Image{natural size, Vector}
//
// Decoding sniffs the content and never trusts a declared type or size: dimensions are
// checked against Limits before anything is allocated for them. A truncated picture gives
// what arrived of it; of an animation, the first frame. AVIF is decoded in builds with the tag
// avif (add nodynamic, so that no library of the system is looked for). Everything here is safe for concurrent use once made.
package res
