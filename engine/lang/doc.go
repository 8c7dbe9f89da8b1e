// Package lang holds what the browser itself says to a person, in the languages it speaks: menus,
// error pages, notices about forms. What a page says is no concern of it; the story of a load has
// words of its own in engine/explain.
//
//	"Reload" ──Lang.Say──▶ "Reload", "새로 고침"
//
// The English text is the name of what is said, so the code that says it reads as before; what has
// no translation is said in English.
package lang
