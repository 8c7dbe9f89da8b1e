// Package algo is the contract between layout algorithms and what they share.
//
//	parent mode ──Ctx.Child(box, Space)──▶ memo ──▶ dispatch ──▶ mode.Layout ──▶ Result (Fragment)
//	            ──Ctx.Measure(box)───────▶ memo ──▶ dispatch ──▶ mode.Measure ─▶ MinMax
//
// Rules of the contract:
//
//   - The parent decides a box's used width (Space.W, border box) and resolves its margins; the
//     helpers Ctx.Width, Margins and Edges do it as CSS 2.1 §10.3 says. The box decides its
//     height from its own style (Height), unless Space.H is given.
//   - Measure returns the min-content and max-content sizes of the border box from the content
//     alone; Ctx.Contribution adds what the box's own width, min-width, max-width and margins say.
//   - A mode never looks at its parent, and calls other modes only through Ctx.
//   - Absolutely positioned descendants travel up in Result.OutOfFlow, with positions relative to
//     the fragment's origin. A mode passes on what its kids return (moved by where it put the kid)
//     and ends with Ctx.Finish, which places those that the box contains.
//   - Widths, lefts and tops are those of a frame: a box of another writing mode than its parent's
//     is a box in the parent's frame whose layout is done in its own (turn.go).
//   - Sizes saturate; nothing a page says can make arithmetic wrap.
package algo
