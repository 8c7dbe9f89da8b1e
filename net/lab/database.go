package lab

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"
)

// DatabasePort is where a Database listens.
const DatabasePort = 5432

const (
	databaseLine = 64 << 10         // bytes of one request
	databaseRows = 100_000          // rows of all tables
	databaseIdle = 60 * time.Second // between two requests on a connection
)

// Database keeps rows by table and key, and speaks JSON lines over TCP:
//
//	{"op":"get","table":"users","key":"123"}  ─▶  {"row":{…}} or {}
//	{"op":"put","table":"users","key":"123","row":{…}}  ─▶  {}
type Database struct {
	Rows map[string]map[string]Row // what is there at the start: table → key → row
	Work time.Duration             // how long one request takes

	mu     sync.Mutex
	tables map[string]map[string]Row
	count  int
}

// Row is a row of a Database.
type Row map[string]string

type databaseCall struct {
	Op    string `json:"op,omitempty"`
	Table string `json:"table,omitempty"`
	Key   string `json:"key,omitempty"`
	Row   Row    `json:"row,omitempty"`
	Error string `json:"error,omitempty"`
}

// Start implements Service.
func (d *Database) Start(in *Internet, h *Host) error {
	d.tables = map[string]map[string]Row{}
	for t, rows := range d.Rows {
		for k, r := range rows {
			d.put(t, k, r)
		}
	}
	for _, a := range h.Addrs {
		l, err := in.ListenTCP(netip.AddrPortFrom(a, DatabasePort))
		if err != nil {
			return err
		}
		in.Go(func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				release := in.Hold(c)
				in.Go(func() {
					defer release()
					defer c.Close()
					d.serve(c)
				})
			}
		})
	}
	return nil
}

func (d *Database) put(table, key string, row Row) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.tables[table]
	if t == nil {
		t = map[string]Row{}
		d.tables[table] = t
	}
	if _, ok := t[key]; !ok {
		if d.count >= databaseRows {
			return errors.New("the database is full")
		}
		d.count++
	}
	t[key] = row
	return nil
}

func (d *Database) serve(c net.Conn) {
	lines := bufio.NewScanner(c)
	lines.Buffer(nil, databaseLine)
	out := json.NewEncoder(c)
	for {
		c.SetDeadline(time.Now().Add(databaseIdle))
		if !lines.Scan() {
			return
		}
		var q, r databaseCall
		switch err := json.Unmarshal(lines.Bytes(), &q); {
		case err != nil:
			r.Error = err.Error()
		case q.Op == "get":
			time.Sleep(d.Work)
			d.mu.Lock()
			r.Row = d.tables[q.Table][q.Key]
			d.mu.Unlock()
		case q.Op == "put":
			time.Sleep(d.Work)
			if err := d.put(q.Table, q.Key, q.Row); err != nil {
				r.Error = err.Error()
			}
		default:
			r.Error = fmt.Sprintf("unknown operation %q", q.Op)
		}
		if out.Encode(r) != nil {
			return
		}
	}
}

// databaseClient is an application's way to a Database: one connection, made when needed.
type databaseClient struct {
	dialer *Dialer
	addr   netip.AddrPort
	mu     sync.Mutex
	conn   net.Conn
	r      *bufio.Reader
}

// call sends one request; a connection that fails is made anew once.
func (c *databaseClient) call(ctx context.Context, q databaseCall) (Row, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		fresh := c.conn == nil
		if fresh {
			if c.conn, err = c.dialer.DialContext(ctx, "tcp", c.addr.String()); err != nil {
				c.conn = nil
				return nil, err
			}
			c.r = bufio.NewReader(c.conn)
		}
		var line []byte
		if _, err = c.conn.Write(append(b, '\n')); err == nil {
			line, err = c.r.ReadBytes('\n')
		}
		if err != nil {
			c.conn.Close()
			c.conn = nil
			if fresh || try > 0 {
				if err == io.EOF {
					err = io.ErrUnexpectedEOF
				}
				return nil, err
			}
			continue
		}
		var r databaseCall
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, err
		}
		if r.Error != "" {
			return nil, errors.New(r.Error)
		}
		return r.Row, nil
	}
}

func (c *databaseClient) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}
