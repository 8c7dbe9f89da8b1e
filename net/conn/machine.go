package conn

import "net"

// Machine is the way into the machine's network, for addresses: names are for a Resolver.
func Machine() Dialer { return &net.Dialer{KeepAlive: -1} }
