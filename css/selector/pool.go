package selector

// poolChunk is how many simple selectors are allocated at once.
const poolChunk = 64

// Pool allocates the parts of selectors in chunks. The zero Pool is ready for use.
type Pool struct {
	stack     []simple // compounds under construction
	simples   []simple
	compounds []compound
	complexes []Complex
	pointers  []*Complex
	chunk     int
}

// size returns how much to allocate: little at first, for a single selector.
func (p *Pool) size(need int) int {
	if p.chunk < poolChunk {
		p.chunk = max(4, 2*p.chunk)
	}
	return max(need, p.chunk)
}

// take moves the simple selectors on the stack from mark on to a compound of their own.
func (p *Pool) take(mark int) compound {
	n := len(p.stack) - mark
	if n == 0 {
		return compound{}
	}
	if len(p.simples) < n {
		p.simples = make([]simple, p.size(n))
	}
	out := p.simples[:n:n]
	p.simples = p.simples[n:]
	copy(out, p.stack[mark:])
	p.stack = p.stack[:mark]
	return compound{out}
}

func (p *Pool) complex() *Complex {
	if len(p.complexes) == 0 {
		p.complexes = make([]Complex, p.size(1))
	}
	c := &p.complexes[0]
	p.complexes = p.complexes[1:]
	if len(p.compounds) < 4 {
		p.compounds = make([]compound, 2*p.size(2))
	}
	// Room for a few compounds; append moves longer selectors elsewhere.
	n := min(3, len(p.compounds))
	c.compounds = p.compounds[:0:n]
	p.compounds = p.compounds[n:]
	return c
}

func (p *Pool) list(n int) List {
	if len(p.pointers) < n {
		p.pointers = make([]*Complex, p.size(n))
	}
	l := p.pointers[:0:n]
	p.pointers = p.pointers[n:]
	return l
}
