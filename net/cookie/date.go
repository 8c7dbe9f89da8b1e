package cookie

import "time"

// ParseDate parses the value of Expires, which has many forms in the wild; what is not a time,
// a day, a month or a year is skipped.
//
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-dates
func ParseDate(s string) (t time.Time, ok bool) {
	var hour, minute, second, day, month, year int
	var haveTime, haveDay, haveMonth, haveYear bool
	for i := 0; i < len(s); {
		if dateDelimiter(s[i]) {
			i++
			continue
		}
		start := i
		for i < len(s) && !dateDelimiter(s[i]) {
			i++
		}
		token := s[start:i]
		if !haveTime {
			if h, m, sec, good := clock(token); good {
				hour, minute, second, haveTime = h, m, sec, true
				continue
			}
		}
		if !haveDay {
			if n, used := digits(token, 2); used > 0 && ends(token, used) {
				day, haveDay = n, true
				continue
			}
		}
		if !haveMonth {
			if m := monthOf(token); m > 0 {
				month, haveMonth = m, true
				continue
			}
		}
		if !haveYear {
			if n, used := digits(token, 4); used >= 2 && ends(token, used) {
				year, haveYear = n, true
			}
		}
	}
	switch {
	case year >= 70 && year <= 99:
		year += 1900
	case year >= 0 && year <= 69:
		year += 2000
	}
	if !haveTime || !haveDay || !haveMonth || !haveYear ||
		day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t = time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	return t, t.Day() == day // there is no 31 February
}

func dateDelimiter(c byte) bool {
	return c == 0x09 || 0x20 <= c && c <= 0x2F || 0x3B <= c && c <= 0x40 || 0x5B <= c && c <= 0x60 || 0x7B <= c && c <= 0x7E
}

// digits reads at most limit digits at the start of s.
func digits(s string, limit int) (n, used int) {
	for used < len(s) && used < limit && s[used] >= '0' && s[used] <= '9' {
		n = n*10 + int(s[used]-'0')
		used++
	}
	return n, used
}

// ends reports whether no digit follows the first n bytes.
func ends(s string, n int) bool { return n == len(s) || s[n] < '0' || s[n] > '9' }

// clock parses hh:mm:ss with one or two digits each, followed by anything but a digit.
func clock(s string) (h, m, sec int, ok bool) {
	var v [3]int
	for i := range v {
		n, used := digits(s, 2)
		if used == 0 {
			return 0, 0, 0, false
		}
		v[i], s = n, s[used:]
		if i < 2 {
			if s == "" || s[0] != ':' {
				return 0, 0, 0, false
			}
			s = s[1:]
		}
	}
	return v[0], v[1], v[2], ends(s, 0)
}

const monthNames = "janfebmaraprmayjunjulaugsepoctnovdec"

func monthOf(s string) int {
	if len(s) < 3 {
		return 0
	}
	for m := range 12 {
		if name := monthNames[3*m : 3*m+3]; s[0]|0x20 == name[0] && s[1]|0x20 == name[1] && s[2]|0x20 == name[2] {
			return m + 1
		}
	}
	return 0
}
