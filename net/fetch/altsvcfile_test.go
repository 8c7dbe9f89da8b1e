package fetch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vitrine/net/conn"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// Alternatives survive the process as long as they say, those that do not persist only in the
// network where they were heard of.
func TestAltSvcFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "profile", "alt-svc")
	now := time.Now()
	where := "home"
	open := func() *altServices {
		a := &altServices{network: func() string { return where }}
		if err := a.read(file, now); err != nil {
			t.Fatal(err)
		}
		return a
	}
	say := func(a *altServices, host, v string) {
		a.learn(weburl.MustParse("https://"+host+"/"), header.List{{Name: "Alt-Svc", Value: v}}, now)
	}
	of := func(a *altServices, host string) string {
		var all []string
		for _, s := range a.of(conn.Target{TLS: true, Host: host, Port: 443}) {
			all = append(all, conn.HostPort(s.Host, s.Port))
		}
		return strings.Join(all, " ")
	}
	a := open()
	say(a, "day.test", `h3=":443"`)
	say(a, "week.test", `h3="alt.week.test:443"; ma=604800; persist=1, h3=":444"; ma=604800`)
	say(a, "short.test", `h3=":443"; ma=60; persist=1`)
	say(a, "none.test", `h3=":443"; ma=60`)
	say(a, "none.test", `clear`)
	if err := a.write(file, now); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(file); err != nil || st.Mode().Perm() != 0o600 {
		t.Error(st, err)
	}
	check := func(a *altServices, what string, want ...string) {
		t.Helper()
		for i, h := range []string{"day.test", "week.test", "short.test", "none.test"} {
			if got := of(a, h); got != want[i] {
				t.Errorf("%s: %s: %q, want %q", what, h, got, want[i])
			}
		}
	}
	b := open()
	check(b, "another process", ":443", "alt.week.test:443 :444", ":443", "")
	where = "café"
	check(open(), "another network", "", "alt.week.test:443", ":443", "")
	b.looked = now.Add(-networkCheck)
	check(b, "the network changed", "", "alt.week.test:443", ":443", "")
	where = "home"
	now = now.Add(2 * time.Minute)
	check(open(), "later", ":443", "alt.week.test:443 :444", "", "")

	// Two processes: each keeps what the other wrote, and what was taken back stays so.
	c, d := open(), open()
	say(c, "day.test", "clear")
	say(d, "new.test", `h3=":443"`)
	if err := c.write(file, now); err != nil {
		t.Fatal(err)
	}
	if err := d.write(file, now); err != nil {
		t.Fatal(err)
	}
	if got := of(open(), "new.test"); got != ":443" {
		t.Errorf("new.test: %q", got)
	}

	// Broken lines and impossible ports cost only themselves.
	os.WriteFile(file, []byte("nonsense\n"+
		`{"host":"evil.test","port":443,"altPort":6667,"until":"`+now.Add(time.Hour).Format(time.RFC3339)+`","persist":true}`+"\n"+
		`{"host":"evil.test","port":443,"altPort":8443,"until":"`+now.Add(time.Hour).Format(time.RFC3339)+`","persist":true}`+"\n"+
		`{"host":"ever.test","port":443,"altPort":443,"until":"9999-01-01T00:00:00Z","persist":true}`+"\n"+
		`{"host":"good.test","port":443,"altPort":443,"until":"`+now.Add(time.Hour).Format(time.RFC3339)+`","persist":true}`+"\n"), 0o600)
	e := &altServices{}
	if err := e.read(file, now); err == nil || !strings.Contains(err.Error(), "3 broken lines") {
		t.Error(err)
	}
	if of(e, "good.test") != ":443" || of(e, "evil.test") != "" || of(e, "ever.test") != "" {
		t.Errorf("%+v", e.m)
	}
}
