package conn

import (
	"context"
	"net/netip"
)

type allowKey struct{}

// WithAllow returns a context under which only addresses are connected to for which rule
// returns nil. The rule must not depend on anything but the address.
func WithAllow(ctx context.Context, rule func(netip.Addr) error) context.Context {
	return context.WithValue(ctx, allowKey{}, rule)
}

// Allowed asks the rule of the context about an address.
func Allowed(ctx context.Context, a netip.Addr) error {
	if rule, ok := ctx.Value(allowKey{}).(func(netip.Addr) error); ok {
		return rule(a.Unmap())
	}
	return nil
}

// permitted returns the addresses that the context's rule allows, or its error when there are
// none.
func permitted(ctx context.Context, addrs []netip.Addr) ([]netip.Addr, error) {
	var out []netip.Addr
	var refusal error
	for _, a := range addrs {
		if err := Allowed(ctx, a); err != nil {
			refusal = err
			continue
		}
		out = append(out, a)
	}
	if len(out) > 0 {
		refusal = nil
	}
	return out, refusal
}
