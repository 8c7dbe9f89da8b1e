package lang

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Lang is a language that the browser speaks.
type Lang uint8

// The languages.
const (
	English Lang = iota
	Korean
)

var tags = [...]string{"en", "ko"}

// String returns the language's tag, as the attribute lang of HTML takes it.
func (l Lang) String() string { return tags[l] }

// MarshalText implements encoding.TextMarshaler.
func (l Lang) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler: it reads a tag.
func (l *Lang) UnmarshalText(tag []byte) error {
	i := slices.Index(tags[:], string(tag))
	if i < 0 {
		return errors.New("want " + strings.Join(tags[:], " or "))
	}
	*l = Lang(i)
	return nil
}

// Say returns an English text, or what stands for it in the language. With arguments the text is a
// format of package fmt.
func (l Lang) Say(english string, args ...any) string {
	s := english
	if l == Korean {
		if k, ok := inKorean()[english]; ok {
			s = k
		}
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

// Month names a month of a year, as the head of a calendar.
func (l Lang) Month(t time.Time) string {
	if l == Korean {
		return t.Format("2006년 1월")
	}
	return t.Format("January 2006")
}

// ShortMonth names a month in a list of months.
func (l Lang) ShortMonth(m time.Month) string {
	if l == Korean {
		return fmt.Sprintf("%d월", int(m))
	}
	return m.String()[:3]
}

// ShortDay names a day of the week in the head of a column.
func (l Lang) ShortDay(d time.Weekday) string {
	if l == Korean {
		return [...]string{"일", "월", "화", "수", "목", "금", "토"}[d]
	}
	return d.String()[:2]
}

var inKorean = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, len(korean))
	for _, w := range korean {
		m[w[0]] = w[1]
	}
	return m
})
