// Package lab is a small internet in a value: name servers from the root down, a certificate
// authority, web servers. It is the far end of the wire for the demo and for tests, and needs
// no network beyond this machine's loopback, or not even that.
//
//	Config{Hosts: address → services} ──Start──▶ Internet ──┬─ Dialer()  for net/dns and net/conn
//	                                                        ├─ Hints()   the root servers, for dns.Config
//	                                                        └─ Roots()   the authority, for TLS
//
// Hosts have made-up addresses (of the blocks that RFC 5737 and RFC 3849 keep for
// documentation). The Dialer maps them to where the services really listen: to ephemeral
// ports of loopback, or with Config.Memory to queues in this process, where delays pass in
// virtual time under testing/synctest. Each host has a Link to the client with a delay, a
// bandwidth, loss and faults.
//
// A host's services are values that implement Service; the ones here are NameServer, Recursive
// (a provider's resolver), Website, PlainWebsite, Redirect, App (sessions, login, an API) and
// Database; Proxy, Edge, Files and ByName are handlers for websites. Demo is a small internet
// of them, World a larger one. Being the servers' side, this package uses net/http's server; nothing in it
// is used by the engine to fetch.
package lab
