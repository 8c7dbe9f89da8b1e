//go:build !unix

package conn

import "net"

// alive reports whether an idle connection is still open and silent.
func alive(nc net.Conn) bool { return probe(nc) }
