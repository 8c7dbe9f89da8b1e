package http1

import (
	"strings"

	"vitrine/net/header"
)

// repair notes something that was put right.
func (c *Conn) repair(r *Response, what string) {
	if len(r.Repairs) < c.lim.Repairs {
		r.Repairs = append(r.Repairs, what)
	}
}

// parseHead parses the status line and the field lines of head into r.
func (c *Conn) parseHead(r *Response, head string) error {
	r.Head = head
	line, rest, _ := strings.Cut(head, "\n")
	if len(line) > c.lim.LineBytes {
		return broken("a header line is longer than %d bytes", c.lim.LineBytes)
	}
	if err := r.parseStatus(strings.TrimSuffix(line, "\r")); err != nil {
		return err
	}
	fields, err := c.parseFields(r, rest)
	r.Header = fields
	return err
}

// parseStatus parses a status line.
//
// https://www.rfc-editor.org/rfc/rfc9112#name-status-line
func (r *Response) parseStatus(line string) error {
	s := line[len("HTTP/"):]
	if len(s) < 3 || s[0] < '0' || s[0] > '9' || s[1] != '.' || s[2] < '0' || s[2] > '9' {
		return broken("the status line has no HTTP version: %.40q", line)
	}
	if s[0] != '1' {
		return broken("the answer is HTTP/%s, not HTTP/1.1", s[:3])
	}
	r.Minor = int(s[2] - '0')
	t := strings.TrimLeft(s[3:], " \t")
	if len(t) == len(s[3:]) || len(t) < 3 {
		return broken("the status line has no status: %.40q", line)
	}
	n := 0
	for i := range 3 {
		d := t[i] - '0'
		if d > 9 {
			return broken("the status is not a number: %.40q", line)
		}
		n = n*10 + int(d)
	}
	if n < 100 || (len(t) > 3 && t[3] != ' ' && t[3] != '\t') {
		return broken("the status is not of three digits: %.40q", line)
	}
	r.Status, r.Reason = n, header.Trim(t[3:])
	if strings.IndexByte(r.Reason, 0) >= 0 {
		return broken("a NUL in the status line")
	}
	return nil
}

// parseFields parses field lines: all of a head's after the status line.
//
// https://www.rfc-editor.org/rfc/rfc9112#name-field-syntax
func (c *Conn) parseFields(r *Response, s string) (header.List, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return nil, broken("a NUL in a header field")
	}
	n := strings.Count(s, "\n")
	if n > c.lim.Fields {
		return nil, broken("more than %d header fields", c.lim.Fields)
	}
	list := make(header.List, 0, n)
	for s != "" {
		var line string
		line, s = cutLine(s)
		if len(line) > c.lim.LineBytes {
			return nil, broken("a header line is longer than %d bytes", c.lim.LineBytes)
		}
		if line == "" {
			continue
		}
		if line[0] == ' ' || line[0] == '\t' { // only before the first field: others are taken below
			c.repair(r, "folded line before the first header field ignored")
			continue
		}
		var folded []string // the lines that continue this one
		for s != "" && (s[0] == ' ' || s[0] == '\t') {
			var more string
			more, s = cutLine(s)
			folded = append(folded, header.Trim(more))
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			c.repair(r, "header line without a colon ignored")
			continue
		}
		if trimmed := strings.TrimRight(name, " \t"); trimmed != name {
			c.repair(r, "space before a header field's colon removed")
			if framing(trimmed) {
				r.loose = true
			}
			name = trimmed
		}
		if !header.ValidName(name) {
			c.repair(r, "header field with an impossible name ignored")
			continue
		}
		value = header.Trim(value)
		if folded != nil {
			c.repair(r, "folded header field joined")
			value = header.Trim(value + " " + strings.Join(folded, " "))
		}
		if strings.IndexByte(value, '\r') >= 0 {
			if framing(name) {
				return nil, broken("a bare CR in %s", name)
			}
			c.repair(r, "bare CR in a header field replaced by a space")
			value = header.Trim(strings.ReplaceAll(value, "\r", " "))
		}
		list = append(list, header.Field{Name: name, Value: value})
	}
	return list, nil
}

func cutLine(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest
}

// framing reports whether a field decides where the message ends.
func framing(name string) bool {
	return header.EqualFold(name, "Content-Length") || header.EqualFold(name, "Transfer-Encoding")
}

// frame finds out how the body is delimited and whether the connection can be used again.
//
// https://www.rfc-editor.org/rfc/rfc9112#name-message-body-length
func (c *Conn) frame(r *Response, method string) error {
	b := &Body{c: c, r: r, kind: untilClose, left: -1}
	r.Body, r.Length = b, -1
	r.keepAlive = r.Minor >= 1 || r.Header.HasToken("Connection", "keep-alive")
	if r.Header.HasToken("Connection", "close") || r.loose {
		r.keepAlive = false
	}
	if method == "HEAD" || r.Status == 204 || r.Status == 304 {
		b.kind, r.Length = nothing, 0
		return nil
	}
	if te, ok := r.Header.Get("Transfer-Encoding"); ok {
		switch kind, odd := transferCoding(te); kind {
		case chunked:
			b.kind, b.left = chunked, 0
			if r.Minor == 0 {
				r.keepAlive = false
			}
			if odd {
				c.repair(r, "odd list of transfer codings read as chunked")
				r.keepAlive = false
			}
			if r.Header.Has("Content-Length") {
				c.repair(r, "Content-Length beside chunked ignored")
				r.keepAlive = false
			}
			return nil
		case nothing:
			return broken("the transfer coding %.60q is not supported", te)
		case untilClose:
			c.repair(r, "unknown transfer coding ignored")
			return nil
		}
	}
	n, ok, err := length(r.Header)
	if err != nil {
		return err
	}
	if !ok {
		if r.Header.Has("Content-Length") {
			c.repair(r, "Content-Length that is no number ignored")
		}
		return nil
	}
	r.Length = n
	b.kind, b.left = counted, n
	return nil
}

// transferCoding returns what the values of Transfer-Encoding make of a body: chunked, nothing when
// the coding below the chunks is not known, untilClose when there are no chunks, and counted when it
// says nothing at all. As in browsers, "identity", empty elements and a second "chunked" do not
// count, but such a list is odd.
func transferCoding(te string) (kind bodyKind, odd bool) {
	chunks, others, n := 0, 0, 0
	for v := range strings.SplitSeq(te, ",") {
		n++
		switch v = header.Trim(v); {
		case header.EqualFold(v, "chunked"):
			chunks++
		case v != "" && !header.EqualFold(v, "identity"):
			others++
		}
	}
	switch {
	case chunks > 0 && others > 0:
		return nothing, true
	case chunks > 0:
		return chunked, n > 1
	case others > 0:
		return untilClose, true
	}
	return counted, n > 1
}

// length extracts a length from the Content-Length fields: all values must agree.
//
// https://fetch.spec.whatwg.org/#concept-header-list-extract-a-length
func length(h header.List) (n int64, ok bool, err error) {
	values := h.Split("Content-Length")
	if len(values) == 0 {
		return 0, false, nil
	}
	v := values[0]
	for _, other := range values[1:] {
		if other != v {
			return 0, false, broken("Content-Length has two values, %.20q and %.20q", v, other)
		}
	}
	for i := range len(v) {
		d := v[i] - '0'
		if d > 9 {
			return 0, false, nil
		}
		if n > (1<<63-1-int64(d))/10 {
			return 0, false, broken("Content-Length %.40q is too large", v)
		}
		n = n*10 + int64(d)
	}
	return n, v != "", nil
}
