package engine

import (
	"time"

	"vitrine/engine/htmlparse"
	"vitrine/engine/load"
	"vitrine/engine/res"
	"vitrine/net/fetch"
)

// Limits holds every bound of the engine in one place. Past a limit the engine degrades and says
// so on the trace; it does not refuse the page. Zero fields mean the default.
type Limits struct {
	Parse  htmlparse.Limits // depth, entities, attributes
	Load   load.Limits      // subresources: how many, how large, how parallel
	Fetch  fetch.Limits     // redirects, times, bodies
	Images res.Limits       // decoded size

	DocumentBytes   int64         // of a page's own text
	FormBytes       int64         // of the files that a form sends
	Frames          int           // documents inside of a page, at any depth
	FrameDepth      int           // how deep documents inside of documents go
	History         int           // entries of the session history
	ContainerRounds int           // layouts that container queries may ask for in a row
	PrintPages      int           // pages of a document that is printed
	Tasks           int           // tasks run before a frame is made, so that a flood cannot starve it
	Rest            time.Duration // how long animations may go on that a page at rest shows as they end
	Wait            time.Duration // how long the first frame of a visible page waits for sheets
}

// DefaultLimits are the limits that a zero Limits means.
var DefaultLimits = Limits{
	DocumentBytes:   32 << 20,
	FormBytes:       256 << 20,
	Frames:          500,
	FrameDepth:      7,
	History:         50,
	ContainerRounds: 16,
	PrintPages:      50000,
	Tasks:           1000,
	Rest:            10 * time.Second,
	Wait:            3 * time.Second,
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	if l.DocumentBytes <= 0 {
		l.DocumentBytes = d.DocumentBytes
	}
	if l.FormBytes <= 0 {
		l.FormBytes = d.FormBytes
	}
	if l.Frames <= 0 {
		l.Frames = d.Frames
	}
	if l.FrameDepth <= 0 {
		l.FrameDepth = d.FrameDepth
	}
	if l.History <= 0 {
		l.History = d.History
	}
	if l.ContainerRounds <= 0 {
		l.ContainerRounds = d.ContainerRounds
	}
	if l.PrintPages <= 0 {
		l.PrintPages = d.PrintPages
	}
	if l.Tasks <= 0 {
		l.Tasks = d.Tasks
	}
	if l.Rest <= 0 {
		l.Rest = d.Rest
	}
	if l.Wait <= 0 {
		l.Wait = d.Wait
	}
	return l
}
