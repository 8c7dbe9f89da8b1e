package prop

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"vitrine/css/value"
	"vitrine/engine/ratchet"
)

// roundTrip parses a declaration and serialises it again.
func roundTrip(name, text string) (string, error) {
	decls, err := ParseText(name, text, nil)
	if err != nil {
		return "", err
	}
	vals := map[ID]value.Value{}
	for _, d := range decls {
		vals[d.ID] = d.Value
	}
	id := Lookup(name)
	return Serialize(id, func(l ID) value.Value { return vals[l] }), nil
}

func TestValues(t *testing.T) {
	r := ratchet.New(t, "values.txt")
	ratchet.Lines(t, "wpt/data/css_values.jsonl", func(raw []byte) {
		var c struct {
			Kind, Property, Value string
			Serialized            json.RawMessage
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		if id := Lookup(c.Property); id == None || id == Custom {
			return
		}
		var want []string
		if json.Unmarshal(c.Serialized, &want) != nil {
			var one string
			json.Unmarshal(c.Serialized, &one)
			want = []string{one}
		}
		got, err := roundTrip(c.Property, c.Value)
		ok := err != nil
		if c.Kind == "valid" {
			ok = false
			for _, w := range want {
				ok = ok || err == nil && got == w
			}
		}
		if err != nil {
			got = err.Error()
		}
		r.Check(c.Property, fmt.Sprintf("%s %s: %s", c.Kind, c.Property, c.Value), ok, fmt.Sprintf("%s\n\twant %s", got, strings.Join(want, " OR ")))
	})
	r.Finish(90)
}

func TestShorthands(t *testing.T) {
	r := ratchet.New(t, "shorthands.txt")
	ratchet.Lines(t, "wpt/data/css_shorthands.jsonl", func(raw []byte) {
		var c struct {
			Property, Value string
			Longhands       map[string]string
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		if Lookup(c.Property) == None {
			return
		}
		decls, err := ParseText(c.Property, c.Value, nil)
		vals := map[ID]value.Value{}
		for _, d := range decls {
			vals[d.ID] = d.Value
		}
		var bad []string
		if err != nil {
			bad = append(bad, err.Error())
		} else {
			for l, want := range c.Longhands {
				if got := Serialize(Lookup(l), func(id ID) value.Value { return vals[id] }); got != want {
					bad = append(bad, fmt.Sprintf("%s: %q, want %q", l, got, want))
				}
			}
		}
		r.Check(c.Property, c.Property+": "+c.Value, len(bad) == 0, strings.Join(bad, "; "))
	})
	r.Finish(90)
}
