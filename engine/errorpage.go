package engine

import (
	"errors"
	"fmt"
	"html"

	"vitrine/engine/explain"
	"vitrine/engine/lang"
	"vitrine/net/fetch"
)

// UnsupportedError says that a resource cannot be shown as a page.
type UnsupportedError struct {
	URL, Type string
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("show %s: no page can be made of type %s", e.URL, e.Type)
}

// errorPage returns the HTML of the page that is shown in place of url. In a frame too small for
// words it shows a mark.
func errorPage(l lang.Lang, url string, err error) []byte {
	title, advice := "This page cannot be shown", "Check the address, or try again."
	var fe *fetch.Error
	var un *UnsupportedError
	switch {
	case errors.As(err, &un):
		title, advice = "This kind of file is no page", "Vitrine shows HTML, XML, SVG, JSON, text and images."
	case errors.As(err, &fe):
		switch fe.Phase {
		case fetch.PhaseURL, fetch.PhaseScheme:
			title, advice = "This address cannot be opened", "Check how it is written."
		case fetch.PhaseFile:
			title, advice = "The file cannot be read", "Check the path and its permissions."
		case fetch.PhaseName:
			title, advice = "No server has this name", "Check the spelling, and the connection to the network."
		case fetch.PhaseConnect:
			title, advice = "The server does not answer", "It may be down or busy, or the network may be away."
		case fetch.PhaseTLS:
			title, advice = "The connection is not safe", "The server could not prove that it is the one named in the address, so nothing was sent to it."
		case fetch.PhaseRedirect:
			title, advice = "The server sends this page in circles", "Only its owner can mend that."
		case fetch.PhaseResponse, fetch.PhaseBody, fetch.PhaseRequest:
			title, advice = "The server's answer is broken", "Try again; if it stays so, only its owner can mend it."
		}
		if fe.Timeout() {
			title, advice = "The server takes too long", "It may be down or busy. Try again."
		}
	}
	return fmt.Appendf(nil, `<!DOCTYPE html><html lang="%[5]s"><meta charset="utf-8"><title>%[1]s</title>
<style>
:root { color-scheme: light dark }
body { margin: 12vh auto; max-width: 36em; padding: 0 1.5em; font: 16px/1.5 sans-serif; color: light-dark(#223, #dde) }
h1 { font-size: 1.5em; font-weight: bold; border-bottom: 3px solid #c54; padding-bottom: .3em }
code { display: block; background: light-dark(#f3f1ee, #2a2b30); padding: .7em 1em; font-size: .85em; word-wrap: break-word }
.url { color: light-dark(#667, #aab); word-wrap: break-word }
@media (max-width: 239px), (max-height: 159px) {
  body { margin: 0; padding: 0; height: 100vh; display: flex; align-items: center; justify-content: center }
  body > * { display: none }
  body::before { content: "!"; font: bold 12px/16px sans-serif; width: 16px; text-align: center; color: #99a; border: 1px solid; border-radius: 50%% }
}
</style>
<h1>%[1]s</h1><p class="url" lang="en">%[2]s</p><p>%[3]s</p><code>%[4]s</code>`,
		html.EscapeString(l.Say(title)), html.EscapeString(clip(url)), html.EscapeString(l.Say(advice)), html.EscapeString(explain.Trouble(l, err.Error())), l)
}

func clip(s string) string {
	const most = 300
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}
