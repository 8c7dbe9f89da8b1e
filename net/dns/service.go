package dns

import (
	"context"
	"net/netip"
	"strconv"
)

// maxServiceAliases bounds the chain of AliasMode records (RFC 9460 §2.4.2).
const maxServiceAliases = 8

// Origin is what the HTTPS records of an origin say (RFC 9460).
type Origin struct {
	Services []*Service // in ServiceMode by rising priority; no Target is "."
	Alias    string     // the name whose addresses stand for the origin's, or "" for its own
	Aliases  []string   // the AliasMode records that were followed
	Security Security
}

// Services asks for the HTTPS records of a host that is to be reached at a port, and follows
// them through aliases. Literal addresses, names of the hosts file, special names and names
// without a dot have none. The error is an *Error.
func (r *Resolver) Services(ctx context.Context, host string, port int) (Origin, error) {
	var o Origin
	if _, err := netip.ParseAddr(host); err == nil {
		return o, nil
	}
	name, err := CanonicalName(host)
	if err != nil || checkHost(name) != nil || labels(name) < 2 {
		return o, nil
	}
	for _, special := range [...]string{"localhost.", "invalid.", "onion.", "local."} {
		if within(name, special) {
			return o, nil
		}
	}
	if as, _ := r.cfg.Hosts.Lookup(name); len(as) > 0 {
		return o, nil
	}
	if port != 443 && port != 80 { // §9.1
		if name = "_" + strconv.Itoa(port) + "._https." + name; len(name) > maxName {
			return o, nil
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, r.cfg.Limits.Total, errTotal)
	defer cancel()
	for range maxServiceAliases + 1 {
		reply, err := r.query(ctx, name, TypeHTTPS, true)
		if err != nil {
			return o, err
		}
		o.Security = worse(o.Security, reply.Security)
		all := reply.Services()
		if len(all) == 0 {
			return o, nil
		}
		if all[0].Alias() { // §2.4.1: the others do not count
			if all[0].Target == "." { // §2.5.1: the service is not to be had; its plain addresses may be
				return o, nil
			}
			name = all[0].Target
			o.Alias = name
			o.Aliases = append(o.Aliases, DisplayName(name))
			continue
		}
		for _, s := range all {
			if r.cfg.NoIPv6 {
				s.IPv6 = nil
			}
			if s.Target == "." { // §2.5.2
				s.Target = reply.end()
			}
		}
		o.Services = all
		return o, nil
	}
	return Origin{}, &Error{Name: name, Type: TypeHTTPS, Kind: Loop}
}
