package value

// NumberOf returns a number, or a percentage as a fraction; 0 for what is neither.
func NumberOf(v Value) float64 {
	switch v := v.(type) {
	case Number:
		return float64(v)
	case Integer:
		return float64(v)
	case Percentage:
		return float64(v) / 100
	}
	return 0
}

// NameOf returns the text of an identifier, string or keyword; "" for what is none.
func NameOf(v Value) string {
	switch v := v.(type) {
	case Ident:
		return string(v)
	case String:
		return string(v)
	case Keyword:
		return v.String()
	}
	return ""
}
