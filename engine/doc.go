// Package engine is a page's life: it runs the line of stages from an address to a display list
// whenever an input of the line changes.
//
//	New(Config) ─▶ Engine ──Load(ctx, url)──▶ Page ──Frame()──▶ the value of every stage
//	                                          │ ▲
//	                         Dispatch(event) ─┘ └─ fetches, sheets, images, fonts that arrive
//
//	line.go      the stages of one document and the frames they make
//	navigate.go  session history and the fetch of documents
//	frames.go    documents inside of documents, targets
//	scroll.go    what scrolls, by wheel, key, scrollbar and fragment
//	input.go     events; focus.go, control.go, textedit.go, dateedit.go, form.go: what they do in
//	             controls; popup.go: what opens over the page (optionlist.go, calendar.go,
//	             timepicker.go, colorpicker.go, filechooser.go); selection.go: to text
//
// One goroutine per page owns the DOM and runs the line; everything that wants something from a
// page hands it a task. What the line makes is frozen and published as a *Frame, which any
// goroutine may read. Failures of the world become error pages, built like any other page.
// A bug that panics in a stage is reported on the trace with its stack, and the last good frame
// stays.
//
// The layers of the packages below and the order of the stages are in ARCHITECTURE.md.
package engine
