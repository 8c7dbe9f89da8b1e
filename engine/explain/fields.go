package explain

import (
	"strconv"
	"strings"
	"time"
)

// explained adds to a line of a head what its field is for.
func (b *builder) explained(line string) string {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		return line
	}
	name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
	var meaning string
	switch name {
	case "cache-control":
		meaning = b.directives(value)
	case "set-cookie":
		meaning = b.cookieAttributes(value)
	default:
		meaning = fieldWords[name][b.lang]
	}
	if meaning == "" {
		return clip(line)
	}
	return clip(line) + "  ― " + meaning
}

// fields is explained for all lines of a head.
func (b *builder) fields(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = b.explained(l)
	}
	return out
}

// directives says what a Cache-Control asks for.
func (b *builder) directives(value string) string {
	var out []string
	for d := range strings.SplitSeq(value, ",") {
		name, arg, _ := strings.Cut(strings.TrimSpace(d), "=")
		w, ok := directiveWords[strings.ToLower(name)]
		if !ok {
			continue
		}
		out = append(out, fill(w[b.lang], b.seconds(arg)))
	}
	return strings.Join(out, "; ")
}

// cookieAttributes says what the attributes of a Set-Cookie ask for.
func (b *builder) cookieAttributes(value string) string {
	var out []string
	lasting := false
	for i, a := range strings.Split(value, ";") {
		if i == 0 {
			continue
		}
		name, arg, _ := strings.Cut(strings.TrimSpace(a), "=")
		name, arg = strings.ToLower(name), strings.TrimSpace(arg)
		switch name {
		case "samesite":
			name += "=" + strings.ToLower(arg)
		case "max-age":
			arg = b.seconds(arg)
		}
		lasting = lasting || name == "max-age" || name == "expires"
		if w, ok := cookieWords[name]; ok {
			out = append(out, fill(w[b.lang], arg))
		}
	}
	if !lasting {
		out = append(out, cookieWords["session"][b.lang])
	}
	return strings.Join(out, "; ")
}

// fill puts a value into a phrase that has a place for one.
func fill(phrase, value string) string { return strings.Replace(phrase, "%s", value, 1) }

// seconds says a number of seconds as a time.
func (b *builder) seconds(s string) string {
	n, err := strconv.ParseInt(strings.Trim(s, `"`), 10, 63)
	if err != nil {
		return s
	}
	return lasting(b.lang, time.Duration(min(n, maxSaid))*time.Second)
}

const maxSaid = 1 << 31 // seconds; longer times are said as this

// spell says a duration of the trace as a time.
func (b *builder) spell(s string) string {
	d, err := time.ParseDuration(s)
	if err != nil {
		return s
	}
	return lasting(b.lang, d)
}

var unitWords = [...]struct {
	d     time.Duration
	words [2]string
}{
	{365 * 24 * time.Hour, [2]string{" years", "년"}}, {24 * time.Hour, [2]string{" days", "일"}}, {time.Hour, [2]string{" h", "시간"}},
	{time.Minute, [2]string{" min", "분"}}, {time.Second, [2]string{" s", "초"}},
}

// lasting says how long something lasts, in its two largest units.
func lasting(l Lang, d time.Duration) string {
	if d < 0 {
		d = 0
	}
	if d < time.Second {
		if d == 0 {
			return "0" + unitWords[4].words[l]
		}
		return millis(d)
	}
	var out []string
	for i, u := range unitWords {
		if n := d / u.d; n > 0 {
			out = append(out, strconv.FormatInt(int64(n), 10)+u.words[l])
			d -= n * u.d
			if i+1 < len(unitWords) && d >= unitWords[i+1].d {
				out = append(out, strconv.FormatInt(int64(d/unitWords[i+1].d), 10)+unitWords[i+1].words[l])
			}
			break
		}
	}
	return strings.Join(out, " ")
}

// clock says a moment of the trace (RFC 3339) for people, in UTC.
func clock(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return t.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

// statusMeaning says what a status code means.
func (b *builder) statusMeaning(status int) string {
	if w, ok := statusWords[status]; ok {
		return w[b.lang]
	}
	return statusWords[status/100][b.lang]
}

// head takes a head apart: its first line and its fields, one a line.
func head(text string) (first string, fields []string) {
	l := strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	return l[0], l[1:]
}

// field gives the values of a header field of a head.
func field(lines []string, name string) (values []string) {
	for _, l := range lines {
		if n, v, ok := strings.Cut(l, ":"); ok && strings.EqualFold(strings.TrimSpace(n), name) {
			values = append(values, strings.TrimSpace(v))
		}
	}
	return values
}

// ServerPart is one entry of Server-Timing: what a part of the server's side says it took.
type ServerPart struct {
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Took        time.Duration `json:"took_ns"` // -1: not said
}

const maxServerParts = 100

// serverTiming parses the Server-Timing fields of a head.
// https://w3c.github.io/server-timing/#the-server-timing-header-field
func serverTiming(lines []string) (out []ServerPart) {
	for _, v := range field(lines, "server-timing") {
		for _, metric := range splitQuoted(v, ',') {
			parts := splitQuoted(metric, ';')
			p := ServerPart{Name: strings.TrimSpace(parts[0]), Took: -1}
			for _, a := range parts[1:] {
				k, v, _ := strings.Cut(strings.TrimSpace(a), "=")
				v = unquote(strings.TrimSpace(v))
				switch strings.ToLower(strings.TrimSpace(k)) {
				case "dur":
					if ms, err := strconv.ParseFloat(v, 64); err == nil && ms >= 0 && ms < 1e9 {
						p.Took = time.Duration(ms * float64(time.Millisecond))
					}
				case "desc":
					p.Description = v
				}
			}
			if p.Name != "" && len(out) < maxServerParts {
				out = append(out, p)
			}
		}
	}
	return out
}

// unquote takes the quotes and backslashes off a quoted string.
func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// splitQuoted splits at sep outside of quotes. It gives at least one part.
func splitQuoted(s string, sep byte) (out []string) {
	quoted, from := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}
