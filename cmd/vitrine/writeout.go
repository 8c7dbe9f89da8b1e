package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"vitrine/net/fetch"
)

// transfer is what fetch -w tells of.
type transfer struct {
	r      *fetch.Response // nil: none came
	size   int64           // of what was written, in bytes
	failed error
}

// writeOut expands the format of -w: %{name}, %%, \n, \r and \t. A name that is not known gives
// nothing.
func writeOut(w io.Writer, format string, r *fetch.Response, size int64, failed error) {
	t := transfer{r, size, failed}
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		switch {
		case strings.HasPrefix(format[i:], "%%"):
			b.WriteByte('%')
			i++
		case strings.HasPrefix(format[i:], "%{"):
			name, _, ok := strings.Cut(format[i+2:], "}")
			if !ok {
				b.WriteString(format[i:])
				i = len(format)
				break
			}
			b.WriteString(t.value(name))
			i += len(name) + 2
		case format[i] == '\\' && i+1 < len(format):
			i++
			switch format[i] {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case 't':
				b.WriteByte('\t')
			default:
				b.WriteString(format[i-1 : i+1])
			}
		default:
			b.WriteByte(format[i])
		}
	}
	io.WriteString(w, b.String())
}

// value returns a variable of -w. Without a response it is what curl writes then.
func (t *transfer) value(name string) string {
	switch name {
	case "errormsg":
		if t.failed == nil {
			return ""
		}
		return oneLine(t.failed.Error())
	case "exitcode":
		if t.failed == nil {
			return "0"
		}
		return strconv.Itoa(curlCode(t.failed))
	case "size_download":
		return strconv.FormatInt(t.size, 10)
	}
	if t.r == nil {
		return valuesOfNothing[name]
	}
	if s, ok := t.time(name); ok {
		return s
	}
	return t.ofResponse(name)
}

// valuesOfNothing are the variables of a transfer without a response that are not empty.
var valuesOfNothing = map[string]string{
	"http_code": "000", "response_code": "000", "http_version": "0", "num_redirects": "0", "num_connects": "0",
	"remote_port": "0", "size_header": "0", "size_request": "0", "time_namelookup": noTime, "time_connect": noTime,
	"time_appconnect": noTime, "time_pretransfer": noTime, "time_starttransfer": noTime, "time_total": noTime,
}

// noTime is the time of what did not happen, in s.
const noTime = "0.000000"

// time returns a variable that is a time, in s since the beginning.
func (t *transfer) time(name string) (string, bool) {
	var at time.Time
	switch x := t.r.Timing; name {
	case "time_namelookup":
		at = x.NameEnd
	case "time_connect":
		at = x.ConnectEnd
	case "time_appconnect":
		at = x.TLSEnd
	case "time_pretransfer":
		at = x.SendStart
	case "time_starttransfer":
		at = x.FirstByte
	case "time_total":
		at = x.Done
	default:
		return "", false
	}
	if at.IsZero() {
		return noTime, true
	}
	return strconv.FormatFloat(at.Sub(t.r.Timing.Start).Seconds(), 'f', 6, 64), true
}

// ofResponse returns a variable that a response tells.
func (t *transfer) ofResponse(name string) string {
	r := t.r
	switch name {
	case "http_code", "response_code":
		return fmt.Sprintf("%03d", r.Status)
	case "http_version":
		return strings.TrimPrefix(r.Proto, "HTTP/")
	case "content_type":
		return r.Header.First("Content-Type")
	case "url_effective":
		return r.URL.String()
	case "scheme":
		return r.URL.Scheme()
	case "redirect_url":
		to := r.Header.First("Location")
		if r.Status < 300 || r.Status > 399 || to == "" {
			return ""
		}
		if u, err := r.URL.Resolve(to); err == nil {
			return u.String()
		}
	case "num_redirects":
		return strconv.Itoa(len(r.Redirects))
	case "num_connects":
		if !r.Timing.Reused && r.Remote.IsValid() {
			return "1"
		}
		return "0"
	case "remote_ip":
		if r.Remote.IsValid() {
			return r.Remote.Addr().String()
		}
	case "remote_port":
		if r.Remote.IsValid() {
			return strconv.Itoa(int(r.Remote.Port()))
		}
		return "0"
	case "size_header":
		return strconv.FormatInt(r.Timing.HeadBytes, 10)
	case "size_request":
		return strconv.FormatInt(r.Timing.SentBytes, 10)
	}
	return ""
}
