package lab

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// App is an application server: middleware (log, CORS, session), a router, controllers, and a
// service that asks the database. Server-Timing tells what each did and how long it took.
type App struct {
	Name     string
	Database netip.AddrPort
	Work     time.Duration // of a controller besides the database

	db  *databaseClient
	mux *http.ServeMux
	mu  sync.Mutex
	log []string
}

const (
	appLog    = 1000     // lines that are kept
	appForm   = 64 << 10 // bytes of a posted form
	sessionID = "sid"    // the cookie
)

// Start implements Service.
func (a *App) Start(in *Internet, h *Host) error {
	a.db = &databaseClient{dialer: in.Dialer(), addr: a.Database}
	in.OnClose(a.db.close)
	a.mux = http.NewServeMux()
	a.mux.HandleFunc("GET /login", a.loginPage)
	a.mux.HandleFunc("POST /login", a.login)
	a.mux.HandleFunc("GET /home", a.home)
	a.mux.HandleFunc("GET /api/users/{id}", a.user)
	return serveHTTP(in, h, 80, nil, false, a)
}

// Log gives one line per request: who, what, which session.
func (a *App) Log() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.log...)
}

// call is one request on its way through the application.
type call struct {
	start, routed time.Time
	db, session   time.Duration // of the database; of the session check
	asked         []string      // of the database: operation and table
	user          string        // of the session, or ""
	who           string        // what the session check found, in words
	cors          string        // the origin that may read the answer, or ""
	route         string        // the pattern that the router chose
}

// timing writes what the parts of the application took, for Server-Timing.
func (c *call) timing(name string) string {
	now := time.Now()
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b := fmt.Appendf(nil, "app;desc=%q;dur=%.2f", name, ms(now.Sub(c.start)-c.db))
	if c.cors != "" {
		b = fmt.Appendf(b, ", cors;desc=%q", c.cors+" may read it")
	}
	b = fmt.Appendf(b, ", session;desc=%q;dur=%.2f, router;desc=%q", c.who, ms(c.session), c.route)
	if !c.routed.IsZero() {
		b = fmt.Appendf(b, ", controller;dur=%.2f", ms(now.Sub(c.routed)))
	}
	b = fmt.Appendf(b, ", db;dur=%.2f", ms(c.db))
	if len(c.asked) > 0 {
		b = fmt.Appendf(b, ";desc=%q", strings.Join(c.asked, ", "))
	}
	return string(b)
}

type callKey struct{}

// ServeHTTP implements http.Handler: the middleware.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{start: time.Now()}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	r.Body = http.MaxBytesReader(w, r.Body, appForm)
	if origin := r.Header.Get("Origin"); origin != "" && strings.HasPrefix(r.URL.Path, "/api/") {
		c.cors = strings.Map(headerText, origin)
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Vary", "Origin")
	}
	c.who = "no session cookie"
	if ck, err := r.Cookie(sessionID); err == nil {
		c.who = "unknown session"
		if row, err := a.row(r, "sessions", ck.Value); err == nil && row != nil {
			c.user = row["user"]
			c.who = "session of user " + c.user
		}
	}
	c.session = time.Since(c.start)
	a.mu.Lock()
	if len(a.log) < appLog {
		a.log = append(a.log, fmt.Sprintf("%s %s user=%q", r.Method, r.URL.Path, c.user))
	}
	a.mu.Unlock()
	_, c.route = a.mux.Handler(r)
	if c.route == "" {
		c.route = "no route"
	}
	c.routed = time.Now()
	time.Sleep(a.Work)
	a.mux.ServeHTTP(&headWriter{ResponseWriter: w, head: func(h http.Header) {
		h.Set("Server", "vitrine-app")
		h.Add("Server-Timing", c.timing(a.Name))
		if h.Get("Cache-Control") == "" {
			h.Set("Cache-Control", "private, no-cache")
		}
	}}, r)
}

func (a *App) row(r *http.Request, table, key string) (Row, error) {
	c := r.Context().Value(callKey{}).(*call)
	start := time.Now()
	defer func() { c.db += time.Since(start) }()
	c.asked = append(c.asked, "get "+table)
	return a.db.call(r.Context(), databaseCall{Op: "get", Table: table, Key: key})
}

// headerText keeps what may stand in a quoted string of a header field.
func headerText(r rune) rune {
	if r < ' ' || r > '~' || r == '"' || r == '\\' {
		return -1
	}
	return r
}

func (a *App) page(w http.ResponseWriter, title, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><html lang="ko"><meta charset="utf-8"><title>%s</title>
<link rel="stylesheet" href="/css/site.css"><body><img src="https://cdn.example.test/images/logo.png" alt="" width="48" height="48"><h1>%s</h1>%s</body></html>`,
		title, title, body)
}

func (a *App) loginPage(w http.ResponseWriter, r *http.Request) {
	to := localPath(r.URL.Query().Get("redirect"))
	http.SetCookie(w, &http.Cookie{Name: "visit", Value: rand.Text(), Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	a.page(w, "로그인", `<form method="post" action="/login"><input type="hidden" name="redirect" value="`+html.EscapeString(to)+
		`"><p><label>이름 <input name="user"></label><p><label>암호 <input type="password" name="password"></label><p><button>로그인</button></form>`)
}

// localPath keeps a redirect on this site.
func localPath(s string) string {
	s = "/" + strings.TrimLeft(s, "/\\")
	if s == "/" || strings.ContainsAny(s, "\r\n\\") {
		return "/home"
	}
	return s
}

// passwordHash is how the example's database keeps passwords.
func passwordHash(user, password string) string {
	h := sha256.Sum256([]byte(user + "\x00" + password))
	return hex.EncodeToString(h[:])
}

func (a *App) login(w http.ResponseWriter, r *http.Request) {
	user := r.PostFormValue("user")
	row, err := a.row(r, "accounts", user)
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	case row == nil || row["hash"] != passwordHash(user, r.PostFormValue("password")):
		w.WriteHeader(http.StatusUnauthorized)
		a.page(w, "로그인 실패", "<p>이름이나 암호가 다릅니다.")
		return
	}
	sid := rand.Text()
	c := r.Context().Value(callKey{}).(*call)
	c.asked = append(c.asked, "put sessions")
	if _, err := a.db.call(r.Context(), databaseCall{Op: "put", Table: "sessions", Key: sid, Row: Row{"user": row["id"]}}); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: sessionID, Value: sid, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, localPath(r.PostFormValue("redirect")), http.StatusSeeOther)
}

func (a *App) home(w http.ResponseWriter, r *http.Request) {
	c := r.Context().Value(callKey{}).(*call)
	if c.user == "" {
		http.Redirect(w, r, "/login?redirect=home", http.StatusFound)
		return
	}
	row, err := a.row(r, "users", c.user)
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	a.page(w, "안녕하세요, "+html.EscapeString(row["name"])+"님", `<section id="section1"><p>`+html.EscapeString(row["email"])+"</section>")
}

func (a *App) user(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	row, err := a.row(r, "users", id)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	switch {
	case err != nil:
		w.WriteHeader(http.StatusServiceUnavailable)
		json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
	case row == nil:
		w.WriteHeader(http.StatusNotFound)
		json.NewEncoder(w).Encode(map[string]string{"error": "no such user"})
	default:
		json.NewEncoder(w).Encode(map[string]string{"id": id, "name": row["name"], "email": row["email"]})
	}
}
