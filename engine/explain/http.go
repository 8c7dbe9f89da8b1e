package explain

import (
	"cmp"
	"slices"
	"strings"
)

// conversation tells of request, server and response of the document.
func (b *builder) conversation(q *span, x *Exchange) {
	for _, k := range q.kids {
		switch k.name {
		case "send":
			first, lines := head(x.RequestHead)
			d := b.fields(lines)
			if x.RequestBody != "" {
				d = append(d, b.say("request-body")+": "+clip(x.RequestBody))
			}
			b.step(Step{Stage: StageRequest, At: b.since(k.begin), Took: k.took(), URL: x.URL, Asked: first,
				Got: b.say("sent", number(k.facts["bytes"])), Why: b.say("request-why"), Detail: d})
		case "wait":
			first, lines := head(x.ResponseHead)
			st := Step{Stage: StageServer, At: b.since(k.begin), Took: k.took(), URL: x.URL, Asked: b.say("server-asked"),
				Got: b.say("server-silent"), Why: b.say("server-why")}
			if x.Connect > 0 && x.Connect < k.took() {
				st.Detail = append(st.Detail, b.say("server-rtt", millis(x.Connect)))
			}
			if told := b.serverSide(x, lines); len(told) > 0 {
				st.Got, st.Detail = b.say("server-got"), append(st.Detail, told...)
			}
			if e := k.facts["error"]; e != "" {
				st.Got, st.Detail = b.trouble(e), nil
			}
			b.step(st)
			if x.ResponseHead != "" {
				asked, _, _ := strings.Cut(x.URL, "#")
				b.step(Step{Stage: StageResponse, At: b.since(k.end), URL: x.URL, Asked: x.Method + " " + clip(asked), Got: first,
					Why: b.statusMeaning(x.Status), Detail: b.fields(lines)})
			}
		}
	}
}

// serverSide words what the fields of a response tell about the way through the server's side,
// from the edge inwards.
func (b *builder) serverSide(x *Exchange, lines []string) (out []string) {
	one := func(key, name string) {
		for _, v := range field(lines, name) {
			out = append(out, b.say(key, clip(v)))
		}
	}
	for _, name := range []string{"x-cache", "cf-cache-status", "x-cache-status"} {
		for _, v := range field(lines, name) {
			key := "server-missed"
			if strings.HasPrefix(strings.ToUpper(v), "HIT") {
				key = "server-hit"
			}
			out = append(out, b.say(key, clip(v)))
		}
	}
	if age := field(lines, "age"); len(age) == 1 {
		out = append(out, b.say("server-age", b.seconds(age[0])))
	}
	one("server-via", "via")
	one("server-backend", "x-backend")
	one("server-backend", "x-served-by")
	one("server-software", "server")
	one("server-request", "x-request-id")
	parts := slices.Clone(x.Server)
	slices.SortStableFunc(parts, func(a, b ServerPart) int { return cmp.Compare(depth(a.Name), depth(b.Name)) })
	for _, p := range parts {
		name := b.say("part-" + strings.ToLower(p.Name))
		if name == "" {
			name = p.Name
		}
		what := p.Description
		if p.Took >= 0 {
			what = strings.TrimSpace(millis(p.Took) + " " + what)
		}
		out = append(out, b.say("server-told", name, clip(what)))
	}
	return out
}

// inwards lists the parts of a server's side in the order in which a request meets them.
var inwards = []string{"edge", "cdn", "proxy", "lb", "web", "app", "log", "cors", "session", "router", "controller", "service", "db"}

// depth is where a part stands; what is not known stands with the application.
func depth(part string) int {
	if i := slices.Index(inwards, strings.ToLower(part)); i >= 0 {
		return i
	}
	return slices.Index(inwards, "app")
}
