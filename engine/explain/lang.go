package explain

import (
	"fmt"

	"vitrine/engine/lang"
)

// Lang is the language of a story.
type Lang = lang.Lang

// The languages.
const (
	English = lang.English
	Korean  = lang.Korean
)

// Stage is a row of the journey.
type Stage uint8

// The stages, in the order of the journey.
const (
	StageURL Stage = iota
	StageCache
	StageDNS
	StageTCP
	StageTLS
	StageRequest
	StageServer
	StageResponse
	StageReceive
	StageStore
	StageContent
	StageDOM
	StageScript
	StageCSSOM
	StageResource
	StageStyle
	StageBoxes
	StageLayout
	StagePaint
	StageShow
	stages // how many; as a Stage of a Phase: none of them
)

var stageNames = [stages][3]string{
	StageURL: {"url", "URL parsing", "URL 파싱"}, StageCache: {"cache", "Caches", "캐시 확인"},
	StageDNS: {"dns", "DNS lookup", "DNS 조회"}, StageTCP: {"tcp", "TCP 3-way handshake", "TCP 3-way handshake"},
	StageTLS: {"tls", "TLS handshake", "TLS handshake"}, StageRequest: {"request", "HTTP request", "HTTP 요청"},
	StageServer: {"server", "The server's work", "서버 처리"}, StageResponse: {"response", "HTTP response", "HTTP 응답"},
	StageReceive: {"receive", "Receiving", "응답 수신"}, StageStore: {"store", "Caching and cookies", "캐싱, 쿠키 저장"},
	StageContent: {"content", "Content by type", "콘텐츠 처리"}, StageDOM: {"dom", "DOM", "DOM 구축"},
	StageScript: {"script", "Scripts", "스크립트 실행"},
	StageCSSOM:  {"cssom", "CSSOM", "CSSOM 구축"}, StageResource: {"resource", "Subresources", "추가 리소스 요청"},
	StageStyle: {"style", "Computed styles", "스타일 계산"}, StageBoxes: {"render-tree", "Render tree", "렌더 트리"},
	StageLayout: {"layout", "Layout", "레이아웃"}, StagePaint: {"paint", "Paint", "페인팅"}, StageShow: {"show", "Show", "표시"},
}

// String gives the stage's name for machines.
func (s Stage) String() string {
	if s >= stages {
		return "other"
	}
	return stageNames[s][0]
}

// In gives the stage's name for people.
func (s Stage) In(l Lang) string { return stageNames[s][1+l] }

// MarshalText implements encoding.TextMarshaler.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// say prints a sentence. A key without words prints nothing, so that a fact that is new to the
// trace leaves a gap and not a riddle.
func say(l Lang, key string, args ...any) string {
	w, ok := words[key]
	if !ok {
		return ""
	}
	if len(args) == 0 {
		return w[l]
	}
	s := w[l]
	if n := verbs(s); n < len(args) {
		args = args[:n]
	}
	return fmt.Sprintf(s, args...)
}

// verbs counts the places for arguments, the highest explicit index included.
func verbs(s string) int {
	n := 0
	for i := 0; i+1 < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if s[i+1] == '[' && i+2 < len(s) {
			n = max(n, int(s[i+2]-'0'))
		} else if s[i+1] != '%' {
			n++
		} else {
			i++
		}
	}
	return n
}
