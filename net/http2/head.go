package http2

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"vitrine/net/header"
)

// headerTable is the size of the table that a peer may fill for its header compression: the
// protocol's default, which we do not change.
const headerTable = 4096

// fieldCost is what a field counts for besides its bytes.
//
// https://www.rfc-editor.org/rfc/rfc9113#name-defined-settings, SETTINGS_MAX_HEADER_LIST_SIZE
const fieldCost = 32

// headBlock is a header block on its way: one HEADERS frame and its CONTINUATION frames. What is
// decoded is counted while it is decoded, so that a small block cannot become a large list.
type headBlock struct {
	id     uint32
	end    bool // the stream ends with it
	status string
	list   header.List
	coded  int    // bytes of the block so far
	size   int    // of the decoded list
	wrong  string // why the list is malformed, "" so far
	large  bool
}

// headers takes the first frame of a header block.
func (c *Conn) headers(f *http2.HeadersFrame) *ProtocolError {
	if c.idleStream(f.StreamID) {
		return broken(http2.ErrCodeProtocol, "HEADERS on a stream that was never opened")
	}
	c.block = headBlock{id: f.StreamID, end: f.StreamEnded()}
	return c.fragment(f.HeaderBlockFragment(), f.HeadersEnded())
}

// continued takes a further frame. That it belongs to the open block the Framer has checked.
func (c *Conn) continued(f *http2.ContinuationFrame) *ProtocolError {
	if len(f.HeaderBlockFragment()) < tinyFrame && !f.HeadersEnded() {
		if err := c.useless(1); err != nil {
			return err
		}
	}
	return c.fragment(f.HeaderBlockFragment(), f.HeadersEnded())
}

// fragment decodes a part of a block.
func (c *Conn) fragment(b []byte, last bool) *ProtocolError {
	k := &c.block
	if k.coded += len(b); k.coded > c.lim.HeadBytes {
		return c.tooLarge()
	}
	if _, err := c.dec.Write(b); err != nil {
		return broken(http2.ErrCodeCompression, "the header block is broken (%v)", err)
	}
	if k.large {
		return c.tooLarge()
	}
	if !last {
		return nil
	}
	if err := c.dec.Close(); err != nil {
		return broken(http2.ErrCodeCompression, "the header block is broken (%v)", err)
	}
	return c.headEnd()
}

func (c *Conn) tooLarge() *ProtocolError {
	return broken(http2.ErrCodeEnhanceYourCalm, "the response head is larger than %d bytes", c.lim.HeadBytes)
}

// field takes one decoded field. A malformed one spoils its list, which is decoded to its end all
// the same: the compression's state is that of the connection.
//
// https://www.rfc-editor.org/rfc/rfc9113#name-http-fields
func (c *Conn) field(f hpack.HeaderField) {
	k := &c.block
	if k.size += len(f.Name) + len(f.Value) + fieldCost; k.size > c.lim.HeadBytes {
		k.large, k.list = true, nil
		return
	}
	if k.wrong != "" {
		return
	}
	if strings.HasPrefix(f.Name, ":") {
		switch {
		case f.Name != ":status":
			k.wrong = fmt.Sprintf("the pseudo-field %.40q in an answer", f.Name)
		case k.status != "" || len(k.list) > 0:
			k.wrong = "a status that comes twice or late"
		case len(f.Value) != 3 || !digits(f.Value) || f.Value[0] == '0':
			k.wrong = fmt.Sprintf("the status %.40q", f.Value)
		}
		k.status = f.Value
		return
	}
	switch {
	case !header.ValidName(f.Name) || f.Name != strings.ToLower(f.Name):
		k.wrong = fmt.Sprintf("the field name %.40q", f.Name)
	case !header.ValidValue(f.Value):
		k.wrong = fmt.Sprintf("a control character in the field %.40q", f.Name)
	}
	switch f.Name {
	case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
		k.wrong = fmt.Sprintf("the field %q, which is HTTP/1.1's", f.Name)
	}
	k.list = append(k.list, header.Field{Name: f.Name, Value: header.Trim(f.Value)})
}

// digits reports a text of digits only.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// headEnd takes a decoded list: informational, final, or trailers.
//
// https://www.rfc-editor.org/rfc/rfc9113#name-response-pseudo-header-fiel
func (c *Conn) headEnd() *ProtocolError {
	k := c.block
	c.block = headBlock{}
	c.mu.Lock()
	s := c.streams[k.id]
	trailers := s != nil && s.response != nil
	c.mu.Unlock()
	if s == nil {
		return c.useless(1) // of a stream that was given up
	}
	bad := func(what string) *ProtocolError {
		c.reset(k.id, http2.ErrCodeProtocol, broken(http2.ErrCodeProtocol, "malformed answer: %s", what))
		return c.useless(1)
	}
	switch {
	case k.wrong != "":
		return bad(k.wrong)
	case trailers && (!k.end || k.status != ""):
		return bad("trailers that are none")
	case trailers:
		c.finish(s)
		return nil
	case k.status == "":
		return bad("it has no status")
	}
	status := int(k.status[0]-'0')*100 + int(k.status[1]-'0')*10 + int(k.status[2]-'0')
	if status < 200 {
		if status == 101 || k.end {
			return bad("an informational answer that ends, or switches protocols")
		}
		if s.interim++; s.interim > c.lim.Informational {
			return bad(fmt.Sprintf("more than %d informational responses", c.lim.Informational))
		}
		if s.interimFunc != nil {
			s.interimFunc(status, k.list)
		}
		return nil
	}
	r := &Response{Status: status, Header: k.list, FirstByte: time.Now(), HeadBytes: k.size - fieldCost*(len(k.list)+1), Length: -1}
	n, ok := length(r.Header)
	if !ok {
		return bad("a Content-Length that is none")
	}
	r.Length = n
	c.mu.Lock()
	s.response = r
	if !s.isHead && status != 204 && status != 304 {
		s.length = n
	}
	s.signal()
	c.mu.Unlock()
	if k.end {
		c.finish(s)
	}
	return nil
}

// length reads the Content-Length fields, -1 for none. All must say the same.
//
// https://www.rfc-editor.org/rfc/rfc9113#name-malformed-messages
func length(h header.List) (n int64, ok bool) {
	n = -1
	if !h.Has("Content-Length") {
		return n, true
	}
	first := ""
	for i, v := range h.Split("Content-Length") {
		if i > 0 && v != first || !digits(v) || len(v) > 18 {
			return 0, false
		}
		if i > 0 {
			continue
		}
		first, n = v, 0
		for j := range len(v) {
			n = n*10 + int64(v[j]-'0')
		}
	}
	return n, n >= 0
}
