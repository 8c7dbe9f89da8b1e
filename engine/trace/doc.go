// Package trace is the one event stream of the engine.
//
//	stages ──Span.Fork/Note/Count/End──▶ Event ──▶ Sink (journey, request log, diagnostics, tests)
//
// Every stage writes what it does to a *Span. A nil *Span is valid and costs nothing, so code
// never asks whether tracing is on. Across network code spans travel in a context.Context; on
// the CPU side they are an argument. There is no other logging in the engine's packages.
package trace
