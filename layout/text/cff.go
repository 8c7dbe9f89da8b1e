package text

import (
	"errors"
	"fmt"
	"sync"

	ps "github.com/go-text/typesetting/font/cff/interpreter"
	ot "github.com/go-text/typesetting/font/opentype"
)

// cffTable reads the outlines of a CFF table one by one. A face for Chinese, Japanese and Korean
// has 65,535 glyphs and nearly as many subroutines, of which a page shows some dozens: nothing is
// unfolded before it is asked for. The library interprets the charstrings.
// https://adobe-type-tools.github.io/font-tech-notes/pdfs/5176.CFF.pdf
type cffTable struct {
	data    []byte
	glyphs  cffIndex
	globals cffIndex
	selects []byte        // FDSelect, which gives each glyph one of the fonts; nil when there is one
	fonts   []*cffPrivate // one, or one for each font dictionary of a CID font
}

// cffIndex is an INDEX, an array of byte strings.
type cffIndex struct {
	count   int
	offSize int
	offsets []byte // count+1 of offSize bytes, counted from 1
	data    []byte
}

// cffPrivate is where a Private DICT stands, and the subroutines it names.
type cffPrivate struct {
	offset, size int

	once  sync.Once // guards what follows
	subrs cffIndex
	err   error
}

// maxCFFSteps bounds the operators of one glyph: subroutines may call each other.
const maxCFFSteps = 200_000

var errCFF = errors.New("broken CFF table")

// openCFF reads the head of a CFF table.
func openCFF(data []byte) (*cffTable, error) {
	if len(data) < 4 || data[0] != 1 {
		return nil, errCFF
	}
	c := &cffTable{data: data}
	at := int(data[2])
	var tops cffIndex
	for _, ix := range []*cffIndex{nil, &tops, nil, &c.globals} { // names and strings are not needed
		i, next, err := c.index(at)
		if err != nil {
			return nil, err
		}
		if ix != nil {
			*ix = i
		}
		at = next
	}
	top, err := readCFFDict(tops.at(0), ps.TopDict)
	if err != nil {
		return nil, err
	}
	if c.glyphs, _, err = c.index(top.charStrings); err != nil {
		return nil, err
	}
	if !top.cid {
		c.fonts = []*cffPrivate{{offset: top.private, size: top.privateSize}}
		return c, nil
	}
	if top.fdSelect <= 0 || top.fdSelect >= len(data) {
		return nil, errCFF
	}
	c.selects = data[top.fdSelect:]
	dicts, _, err := c.index(top.fdArray)
	if err != nil {
		return nil, err
	}
	for i := range dicts.count {
		d, err := readCFFDict(dicts.at(i), ps.TopDict)
		if err != nil {
			return nil, err
		}
		c.fonts = append(c.fonts, &cffPrivate{offset: d.private, size: d.privateSize})
	}
	return c, nil
}

// index reads an INDEX and returns where it ends.
func (c *cffTable) index(at int) (cffIndex, int, error) {
	if at < 0 || at+2 > len(c.data) {
		return cffIndex{}, 0, errCFF
	}
	b := c.data[at:]
	count := int(be.Uint16(b))
	if count == 0 {
		return cffIndex{}, at + 2, nil
	}
	if len(b) < 3 || b[2] < 1 || b[2] > 4 {
		return cffIndex{}, 0, errCFF
	}
	size := int(b[2])
	n := (count + 1) * size
	if len(b) < 3+n {
		return cffIndex{}, 0, errCFF
	}
	x := cffIndex{count, size, b[3 : 3+n], b[3+n:]}
	end := x.offset(count)
	if end < 0 || end > len(x.data) {
		return cffIndex{}, 0, errCFF
	}
	return x, at + 3 + n + end, nil
}

// offset returns where string i begins, from 0.
func (x *cffIndex) offset(i int) int {
	n := 0
	for _, b := range x.offsets[i*x.offSize : (i+1)*x.offSize] {
		n = n<<8 | int(b)
	}
	return n - 1
}

// at returns string i, nil when there is none.
func (x *cffIndex) at(i int) []byte {
	if i < 0 || i >= x.count {
		return nil
	}
	from, to := x.offset(i), x.offset(i+1)
	if from < 0 || from > to || to > len(x.data) {
		return nil
	}
	return x.data[from:to]
}

// smallBias is what the library adds to the number of a subroutine in a list of few.
const smallBias = 107

// calls puts the subroutine that is called with the number on top of the stack into room, a list of
// one that the library calls it from, and changes the number to say so: lists of all subroutines
// would be larger than all else that is known of the font.
// https://adobe-type-tools.github.io/font-tech-notes/pdfs/5177.Type2.pdf#page=33
func (x *cffIndex) calls(stack *ps.ArgStack, room *[1][]byte) error {
	if stack.Top < 1 {
		return errCFF
	}
	bias := smallBias
	switch {
	case x.count >= 33900:
		bias = 32768
	case x.count >= 1240:
		bias = 1131
	}
	n := &stack.Vals[stack.Top-1]
	if room[0] = x.at(int(int32(*n)) + bias); room[0] == nil {
		return errCFF
	}
	*n = -smallBias
	return nil
}

// font returns the number of the font dictionary of a glyph.
func (c *cffTable) font(gid int) (int, error) {
	b := c.selects
	switch {
	case b == nil:
		return 0, nil
	case len(b) >= 1 && b[0] == 0 && 1+gid < len(b):
		return int(b[1+gid]), nil
	case len(b) >= 5 && b[0] == 3:
		n := int(be.Uint16(b[1:]))
		if len(b) < 3+3*n+2 {
			return 0, errCFF
		}
		lo, hi := 0, n // the last range that begins at or before the glyph
		for lo < hi {
			if m := (lo + hi) / 2; int(be.Uint16(b[3+3*m:])) <= gid {
				lo = m + 1
			} else {
				hi = m
			}
		}
		if lo > 0 && gid < int(be.Uint16(b[3+3*n:])) {
			return int(b[3+3*(lo-1)+2]), nil
		}
	}
	return 0, errCFF
}

// subrs returns the subroutines of a font dictionary.
func (c *cffTable) subrs(font int) (*cffIndex, error) {
	if font >= len(c.fonts) {
		return nil, errCFF
	}
	p := c.fonts[font]
	p.once.Do(func() { p.err = p.open(c) })
	return &p.subrs, p.err
}

func (p *cffPrivate) open(c *cffTable) error {
	if p.offset < 0 || p.size < 0 || p.offset+p.size > len(c.data) {
		return errCFF
	}
	d, err := readCFFDict(c.data[p.offset:p.offset+p.size], ps.PrivateDict)
	if err != nil || d.subrs == 0 {
		return err
	}
	p.subrs, _, err = c.index(p.offset + d.subrs)
	return err
}

// outline returns the outline of a glyph in font units.
func (c *cffTable) outline(gid int) ([]ot.Segment, error) {
	code := c.glyphs.at(gid)
	if code == nil {
		return nil, errCFF
	}
	font, err := c.font(gid)
	if err != nil {
		return nil, err
	}
	locals, err := c.subrs(font)
	if err != nil {
		return nil, err
	}
	g := cffGlyph{locals: locals, globals: &c.globals}
	var m ps.Machine
	if err := m.Run(code, g.local[:], g.global[:], &g); err != nil {
		return nil, err
	}
	return g.path.Segments, nil
}

// cffGlyph applies the operators of a charstring.
// https://adobe-type-tools.github.io/font-tech-notes/pdfs/5177.Type2.pdf
type cffGlyph struct {
	path            ps.CharstringReader
	locals, globals *cffIndex
	local, global   [1][]byte // the one that is called
	steps           int
}

func (*cffGlyph) Context() ps.Context { return ps.Type2Charstring }

func (g *cffGlyph) Apply(m *ps.Machine, op ps.Operator) error {
	if g.steps++; g.steps > maxCFFSteps {
		return errCFF
	}
	if !op.IsEscaped {
		switch op.Operator { // these leave the arguments to those that follow
		case 10: // callsubr
			if err := g.locals.calls(&m.ArgStack, &g.local); err != nil {
				return err
			}
			return ps.LocalSubr(m)
		case 29: // callgsubr
			if err := g.globals.calls(&m.ArgStack, &g.global); err != nil {
				return err
			}
			return ps.GlobalSubr(m)
		case 11: // return
			return m.Return()
		case 19, 20: // hintmask, cntrmask: the masks follow
			g.path.Hintmask(m)
			return nil
		case 14: // endchar
			g.path.ClosePath()
			return ps.ErrInterrupt
		}
	}
	err := g.draw(m, op)
	m.ArgStack.Clear()
	return err
}

func (g *cffGlyph) draw(m *ps.Machine, op ps.Operator) error {
	p := &g.path
	if op.IsEscaped {
		switch op.Operator {
		case 34:
			return p.Hflex(m)
		case 35:
			return p.Flex(m)
		case 36:
			return p.Hflex1(m)
		case 37:
			return p.Flex1(m)
		}
		return fmt.Errorf("%w: %s in a charstring", errCFF, op)
	}
	switch op.Operator {
	case 1, 18: // hstem, hstemhm
		p.Hstem(m)
	case 3, 23: // vstem, vstemhm
		p.Vstem(m)
	case 4:
		return p.Vmoveto(m)
	case 21:
		return p.Rmoveto(m)
	case 22:
		return p.Hmoveto(m)
	case 5:
		p.Rlineto(m)
	case 6:
		p.Hlineto(m)
	case 7:
		p.Vlineto(m)
	case 8:
		p.Rrcurveto(m)
	case 24:
		return p.Rcurveline(m)
	case 25:
		return p.Rlinecurve(m)
	case 26:
		p.Vvcurveto(m)
	case 27:
		p.Hhcurveto(m)
	case 30:
		p.Vhcurveto(m)
	case 31:
		p.Hvcurveto(m)
	default:
		return fmt.Errorf("%w: %s in a charstring", errCFF, op)
	}
	return nil
}

// cffDict holds what is needed of a Top, Font or Private DICT. Offsets are from the start of the
// table, that of subrs from the start of the dictionary.
type cffDict struct {
	context                        ps.Context
	charStrings, fdArray, fdSelect int
	private, privateSize           int
	subrs                          int
	cid                            bool
}

func readCFFDict(b []byte, context ps.Context) (cffDict, error) {
	d := cffDict{context: context}
	var m ps.Machine
	err := m.Run(b, nil, nil, &d)
	return d, err
}

func (d *cffDict) Context() ps.Context { return d.context }

// Apply keeps the operands of the operators that are needed.
func (d *cffDict) Apply(m *ps.Machine, op ps.Operator) error {
	arg := func(fromTop int32) int {
		if i := m.ArgStack.Top - 1 - fromTop; i >= 0 {
			return int(int32(m.ArgStack.Vals[i]))
		}
		return 0
	}
	top := d.context == ps.TopDict
	switch {
	case top && op == ps.Operator{Operator: 17}:
		d.charStrings = arg(0)
	case top && op == ps.Operator{Operator: 18}:
		d.private, d.privateSize = arg(0), arg(1)
	case top && op == ps.Operator{Operator: 30, IsEscaped: true}: // ROS
		d.cid = true
	case top && op == ps.Operator{Operator: 36, IsEscaped: true}:
		d.fdArray = arg(0)
	case top && op == ps.Operator{Operator: 37, IsEscaped: true}:
		d.fdSelect = arg(0)
	case !top && op == ps.Operator{Operator: 19}:
		d.subrs = arg(0)
	}
	m.ArgStack.Clear()
	return nil
}
