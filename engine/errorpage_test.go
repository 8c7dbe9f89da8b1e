package engine

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"vitrine/engine/lang"
	"vitrine/net/fetch"
)

// TestErrorPage reads what error pages say in both languages.
func TestErrorPage(t *testing.T) {
	missing := &fetch.Error{Phase: fetch.PhaseFile, Err: errors.New("no such file")}
	for _, c := range []struct {
		l    lang.Lang
		want []string
	}{
		{lang.English, []string{`<html lang="en">`, "<h1>The file cannot be read</h1>", "Check the path", "no such file</code>", "file:///x?&lt;b&gt;"}},
		{lang.Korean, []string{`<html lang="ko">`, "<h1>파일을 읽을 수 없습니다</h1>", "경로와 권한을 확인해 보세요.", "파일이 없습니다 (", "no such file)</code>"}},
	} {
		page := string(errorPage(c.l, "file:///x?<b>", missing))
		for _, w := range c.want {
			if !strings.Contains(page, w) {
				t.Errorf("%v: no %q in\n%s", c.l, w, page)
			}
		}
	}
	// Whatever an error page can say is there in Korean.
	hangul := regexp.MustCompile(`<h1>[^<]*\p{Hangul}[^<]*</h1>.*<p>[^<]*\p{Hangul}[^<]*</p>`)
	for _, phase := range []fetch.Phase{fetch.PhaseURL, fetch.PhaseScheme, fetch.PhaseFile, fetch.PhaseName, fetch.PhaseConnect, fetch.PhaseTLS,
		fetch.PhaseRequest, fetch.PhaseResponse, fetch.PhaseRedirect, fetch.PhasePolicy, fetch.PhaseBody} {
		if page := errorPage(lang.Korean, "u", &fetch.Error{Phase: phase, Err: errors.New("x")}); !hangul.Match(page) {
			t.Errorf("%s is told in English:\n%s", phase, page)
		}
	}
	for _, err := range []error{errors.New("x"), &UnsupportedError{"u", "a/b"}, &fetch.Error{Phase: fetch.PhaseConnect, Err: context.DeadlineExceeded}} {
		if page := errorPage(lang.Korean, "u", err); !hangul.Match(page) {
			t.Errorf("%v is told in English:\n%s", err, page)
		}
	}
}
