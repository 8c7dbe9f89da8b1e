package prop

import (
	"vitrine/css/value"
)

// canonical brings a matched value into the form that the specification of the property asks for
// where the order of the grammar alone does not give it. nil rejects the value: grammars cannot
// say everything.
func canonical(id ID, v value.Value) value.Value {
	switch id {
	case Display:
		return canonicalDisplay(v)
	}
	return v
}

func canonicalDisplay(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) == 1 {
		switch v {
		case value.Value(value.KwFlow):
			return value.KwBlock
		}
		return v
	}
	has := func(k value.Keyword) bool {
		for _, it := range items {
			if it == value.Value(k) {
				return true
			}
		}
		return false
	}
	inline := has(value.KwInline)
	pick := func(block, inl value.Keyword) value.Value {
		if inline {
			return inl
		}
		return block
	}
	switch {
	case has(value.KwRunIn):
		return v
	case has(value.KwListItem) && has(value.KwFlowRoot):
		return pick(value.KwFlowRootListItem, value.KwInlineFlowRootListItem)
	case has(value.KwListItem):
		return pick(value.KwListItem, value.KwInlineListItem)
	case has(value.KwFlowRoot):
		return pick(value.KwFlowRoot, value.KwInlineBlock)
	case has(value.KwFlow):
		return pick(value.KwBlock, value.KwInline)
	case has(value.KwTable):
		return pick(value.KwTable, value.KwInlineTable)
	case has(value.KwFlex):
		return pick(value.KwFlex, value.KwInlineFlex)
	case has(value.KwGrid):
		return pick(value.KwGrid, value.KwInlineGrid)
	case has(value.KwRuby):
		return pick(value.KwBlockRuby, value.KwRuby)
	case has(value.KwMath):
		return pick(value.KwBlockMath, value.KwMath)
	}
	return v
}
