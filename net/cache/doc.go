// Package cache keeps responses and decides when they may be used again.
//
//	Request ──Lookup──▶ Decision{Use | Validate | Complete | Background | Fetch, Entry, Rule}
//	response head ──Store──▶ Writer ──body, Commit──▶ Entry in memory and, with a folder, on disk
//	304 ──Freshen──▶ Entry      206 ──Join──▶ Head of the whole      unsafe method ──Forget──▶ gone
//
// It is a private cache by RFC 9111 (https://www.rfc-editor.org/rfc/rfc9111), with immutable
// (RFC 8246) and stale-while-revalidate and stale-if-error (RFC 5861), and the cache modes of
// the Fetch standard. Bodies are kept as they came, before content codings are undone.
//
// On disk each stored response is one file that is written under another name and renamed when
// whole, with checksums over head and body: a killed process leaves the old entry or the new
// one, and damage is found before a byte is used. Files are the only truth, so two processes
// can share a folder.
//
// What is stored on behalf of one site is not there for another (Request.Partition). Parts of one
// representation, held together by a strong entity tag, are joined; a body that broke off is
// completed by asking for its rest.
package cache
