package selector

// Pseudo is a pseudo-element.
// https://www.w3.org/TR/css-pseudo-4/
type Pseudo uint8

const (
	PseudoNone Pseudo = iota
	PseudoBefore
	PseudoAfter
	PseudoMarker
	PseudoFirstLine
	PseudoFirstLetter
	PseudoPlaceholder
	PseudoSelection
	PseudoBackdrop
	PseudoFileSelectorButton
	PseudoSliderTrack // ::-webkit-slider-runnable-track of a range input
	PseudoSliderThumb // ::-webkit-slider-thumb
	PseudoProgressInner
	PseudoProgressBar // ::-webkit-progress-bar of a progress element
	PseudoProgressValue
	PseudoMeterInner
	PseudoMeterBar // ::-webkit-meter-bar of a meter
	PseudoMeterOptimum
	PseudoMeterSuboptimum
	PseudoMeterPoor
	PseudoPicker // ::-webkit-calendar-picker-indicator of a field of dates or times
	PseudoDetailsContent
	PseudoTargetText
	PseudoSpellingError
	PseudoGrammarError
	PseudoHighlight
	PseudoPart
	PseudoSlotted
	PseudoCue
	PseudoViewTransition
	PseudoWebkit // any ::-webkit-…: valid, represents nothing here
	NumPseudo
)

// pseudoElementTable maps lower-case names to pseudo-elements. legacy ones may be written with
// one colon.
var pseudoElementTable = map[string]struct {
	id     Pseudo
	legacy bool
}{
	"before":               {PseudoBefore, true},
	"after":                {PseudoAfter, true},
	"first-line":           {PseudoFirstLine, true},
	"first-letter":         {PseudoFirstLetter, true},
	"marker":               {PseudoMarker, false},
	"placeholder":          {PseudoPlaceholder, false},
	"selection":            {PseudoSelection, false},
	"backdrop":             {PseudoBackdrop, false},
	"file-selector-button": {PseudoFileSelectorButton, false},
	"details-content":      {PseudoDetailsContent, false},

	"-webkit-slider-runnable-track": {PseudoSliderTrack, false},
	"-webkit-slider-thumb":          {PseudoSliderThumb, false},

	"-webkit-progress-inner-element":     {PseudoProgressInner, false},
	"-webkit-progress-bar":               {PseudoProgressBar, false},
	"-webkit-progress-value":             {PseudoProgressValue, false},
	"-webkit-meter-inner-element":        {PseudoMeterInner, false},
	"-webkit-meter-bar":                  {PseudoMeterBar, false},
	"-webkit-meter-optimum-value":        {PseudoMeterOptimum, false},
	"-webkit-meter-suboptimum-value":     {PseudoMeterSuboptimum, false},
	"-webkit-meter-even-less-good-value": {PseudoMeterPoor, false},
	"-webkit-calendar-picker-indicator":  {PseudoPicker, false},

	"target-text":     {PseudoTargetText, false},
	"spelling-error":  {PseudoSpellingError, false},
	"grammar-error":   {PseudoGrammarError, false},
	"cue":             {PseudoCue, false},
	"view-transition": {PseudoViewTransition, false},
}

// String returns the name with its colons; "" for PseudoNone.
func (p Pseudo) String() string {
	for name, e := range pseudoElementTable {
		if e.id == p {
			return "::" + name
		}
	}
	return ""
}

// ControlTags returns the elements that can have a pseudo-element which is a part of a control; nil
// for other pseudo-elements.
func (p Pseudo) ControlTags() []string {
	switch p {
	case PseudoPlaceholder, PseudoFileSelectorButton, PseudoSliderTrack, PseudoSliderThumb, PseudoPicker:
		return fieldTags
	case PseudoProgressInner, PseudoProgressBar, PseudoProgressValue:
		return progressTags
	case PseudoMeterInner, PseudoMeterBar, PseudoMeterOptimum, PseudoMeterSuboptimum, PseudoMeterPoor:
		return meterTags
	}
	return nil
}

var (
	fieldTags    = []string{"input", "textarea"}
	progressTags = []string{"progress"}
	meterTags    = []string{"meter"}
)

// subPseudo reports whether q may follow p, as in ::before::marker.
// https://www.w3.org/TR/css-pseudo-4/#pseudo-element-nesting
func subPseudo(p, q Pseudo) bool {
	switch p {
	case PseudoBefore, PseudoAfter:
		return q == PseudoMarker
	case PseudoPart, PseudoDetailsContent:
		return q != PseudoPart && q != PseudoSlotted
	case PseudoSlotted:
		return q == PseudoBefore || q == PseudoAfter || q == PseudoPlaceholder || q == PseudoMarker
	}
	return false
}

// pseudoClass is a pseudo-class.
type pseudoClass uint8

const (
	pcNone pseudoClass = iota
	pcRoot
	pcEmpty
	pcScope
	pcFirstChild
	pcLastChild
	pcOnlyChild
	pcFirstOfType
	pcLastOfType
	pcOnlyOfType
	pcAnyLink
	pcLink
	pcVisited
	pcHover
	pcActive
	pcFocus
	pcFocusVisible
	pcFocusWithin
	pcTarget
	pcTargetWithin
	pcEnabled
	pcDisabled
	pcChecked
	pcDefault
	pcIndeterminate
	pcRequired
	pcOptional
	pcReadOnly
	pcReadWrite
	pcPlaceholderShown
	pcInRange
	pcOutOfRange
	pcValid
	pcInvalid
	pcUserValid
	pcUserInvalid
	pcDefined
	pcOpen
	pcModal
	pcPopoverOpen
	pcNever // understood, and never true here
	pcHost  // as pcNever; its function form takes a compound
	// functions
	pcIs
	pcWhere
	pcAny // :-webkit-any(), as :is() with an unforgiving list
	pcNot
	pcHas
	pcNthChild
	pcNthLastChild
	pcNthOfType
	pcNthLastOfType
	pcLang
	pcDir
	pcState // :state(x): never true here
)

// pseudoClassTable maps lower-case names of pseudo-classes without arguments.
var pseudoClassTable = map[string]pseudoClass{
	"root": pcRoot, "empty": pcEmpty, "scope": pcScope,
	"first-child": pcFirstChild, "last-child": pcLastChild, "only-child": pcOnlyChild,
	"first-of-type": pcFirstOfType, "last-of-type": pcLastOfType, "only-of-type": pcOnlyOfType,
	"any-link": pcAnyLink, "-webkit-any-link": pcAnyLink, "link": pcLink, "visited": pcVisited,
	"hover": pcHover, "active": pcActive, "focus": pcFocus, "focus-visible": pcFocusVisible,
	"focus-within": pcFocusWithin, "target": pcTarget, "target-within": pcTargetWithin,
	"enabled": pcEnabled, "disabled": pcDisabled, "checked": pcChecked, "default": pcDefault,
	"indeterminate": pcIndeterminate, "required": pcRequired, "optional": pcOptional,
	"read-only": pcReadOnly, "read-write": pcReadWrite, "placeholder-shown": pcPlaceholderShown,
	"in-range": pcInRange, "out-of-range": pcOutOfRange, "valid": pcValid, "invalid": pcInvalid,
	"defined": pcDefined, "open": pcOpen, "modal": pcModal,
	"user-valid": pcUserValid, "user-invalid": pcUserInvalid, "autofill": pcNever, "-webkit-autofill": pcNever,
	"fullscreen": pcNever, "-webkit-full-screen": pcNever, "popover-open": pcPopoverOpen,
	"picture-in-picture": pcNever, "playing": pcNever, "paused": pcNever, "muted": pcNever,
	"seeking": pcNever, "buffering": pcNever, "stalled": pcNever, "volume-locked": pcNever,
	"future": pcNever, "past": pcNever, "current": pcNever, "target-current": pcNever,
	"host": pcHost, "xr-overlay": pcNever, "active-view-transition": pcNever,
	"interest-source": pcNever, "-webkit-drag": pcNever,
}

// unbornElements are pseudo-elements of other browsers that represent nothing here: rules for them
// are valid, so that the rest of a list of selectors counts, and @supports says no.
var unbornElements = map[string]bool{"checkmark": true, "picker-icon": true, "scroll-marker": true,
	"scroll-marker-group": true, "column": true, "search-text": true}

// pseudoFuncTable maps lower-case names of pseudo-classes with arguments.
var pseudoFuncTable = map[string]pseudoClass{
	"is": pcIs, "where": pcWhere, "not": pcNot, "has": pcHas, "-webkit-any": pcAny, "matches": pcNone,
	"nth-child": pcNthChild, "nth-last-child": pcNthLastChild,
	"nth-of-type": pcNthOfType, "nth-last-of-type": pcNthLastOfType,
	"lang": pcLang, "dir": pcDir, "host": pcHost, "host-context": pcHost, "state": pcState,
}
