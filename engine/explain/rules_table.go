package explain

import "strings"

// rules says the reasons that caches, cookies and name look-ups give. They come on the trace in
// English; here is each of them as a sentence in both languages. A reason that ends in a colon
// or a space is the beginning of a longer one, whose rest is a reason of its own.
var rules = map[string][2]string{
	// HTTP cache: https://www.rfc-editor.org/rfc/rfc9111
	"not stored":                            {"nothing is stored for it", "저장된 응답이 없습니다"},
	"method ":                               {"only GET and HEAD are answered from a cache, this is", "캐시는 GET과 HEAD에만 답합니다. 이 요청의 메서드:"},
	"mode no-store":                         {"nothing is read from the cache or written to it in this mode", "캐시를 읽지도 쓰지도 않는 방식입니다"},
	"mode reload":                           {"a hard reload uses nothing that is stored", "강력 새로 고침은 저장된 응답을 쓰지 않습니다"},
	"mode no-cache":                         {"a reload asks the server back", "새로 고침이므로 서버에 확인합니다"},
	"mode force-cache":                      {"back and forward show what was shown, however old", "앞뒤 이동은 오래되었어도 저장된 응답을 씁니다"},
	"mode only-if-cached":                   {"only the cache may answer", "캐시만 답할 수 있습니다"},
	"request: no-store":                     {"the request forbids storing (Cache-Control: no-store)", "요청이 저장을 금합니다 (Cache-Control: no-store)"},
	"request: no-cache":                     {"the request wants the server asked back (Cache-Control: no-cache)", "요청이 서버 확인을 원합니다 (Cache-Control: no-cache)"},
	"request: max-age":                      {"older than the request accepts (max-age)", "요청이 받아들이는 나이(max-age)를 넘었습니다"},
	"request: max-age=0":                    {"the request accepts nothing stored (max-age=0)", "요청이 저장된 응답을 받아들이지 않습니다 (max-age=0)"},
	"request: min-fresh":                    {"not fresh for as long as the request wants (min-fresh)", "요청이 원하는 만큼(min-fresh) 더 유효하지 않습니다"},
	"response: no-cache":                    {"the server wants to be asked back before every use (Cache-Control: no-cache)", "서버가 쓸 때마다 확인하라고 했습니다 (Cache-Control: no-cache)"},
	"response: Pragma no-cache":             {"the server wants to be asked back before every use (Pragma: no-cache)", "서버가 쓸 때마다 확인하라고 했습니다 (Pragma: no-cache)"},
	"response: no-store":                    {"the server forbids storing (Cache-Control: no-store)", "서버가 저장을 금합니다 (Cache-Control: no-store)"},
	"request has a precondition of its own": {"the request asks a condition of its own", "요청에 자체 조건이 있습니다"},
	"immutable":                             {"it never changes (Cache-Control: immutable)", "바뀌지 않는 자원입니다 (Cache-Control: immutable)"},
	"fresh by ":                             {"still fresh:", "아직 유효합니다:"},
	"stale: ":                               {"no longer fresh:", "유효 기간이 지났습니다:"},
	"stale, but the request allows it: max-stale": {"no longer fresh, but the request allows that (max-stale)", "유효 기간이 지났지만 요청이 허용합니다 (max-stale)"},
	"stale-while-revalidate":                      {"no longer fresh, but usable while the server is asked (stale-while-revalidate)", "유효 기간이 지났지만 서버에 확인하는 동안 쓸 수 있습니다 (stale-while-revalidate)"},
	"stale-if-error":                              {"the server failed, so the old response is used (stale-if-error)", "서버에 문제가 있어 지난 응답을 씁니다 (stale-if-error)"},
	"must-revalidate":                             {"must-revalidate", "must-revalidate"},
	"validated":                                   {"the server says it has not changed (304)", "서버가 바뀌지 않았다고 했습니다 (304)"},
	"max-age":                                     {"the server says for how long (Cache-Control: max-age)", "서버가 유효 시간을 정했습니다 (Cache-Control: max-age)"},
	"Expires":                                     {"the server says until when (Expires)", "서버가 유효 시각을 정했습니다 (Expires)"},
	"Expires is no date":                          {"Expires is no date: it counts as past", "Expires가 날짜가 아니어서 지난 것으로 봅니다"},
	"a tenth of the time since Last-Modified":     {"nobody said for how long: a tenth of the time since Last-Modified", "정해진 유효 시간이 없어 Last-Modified부터 지난 시간의 10분의 1로 봅니다"},
	"no freshness stated":                         {"nobody said for how long it is fresh", "유효 시간을 알 수 없습니다"},
	"must-understand: ":                           {"must-understand forbids keeping what is not understood:", "must-understand: 이해하지 못하는 응답은 저장하지 않습니다:"},
	"status ":                                     {"responses of this status are not kept:", "저장하지 않는 상태 코드입니다:"},
	"Vary: *":                                     {"it may differ for every request (Vary: *)", "요청마다 다를 수 있습니다 (Vary: *)"},
	"206 without a usable Content-Range":          {"a part without a usable Content-Range", "부분 응답인데 쓸 수 있는 Content-Range가 없습니다"},
	"the body is too large":                       {"the body is too large", "본문이 너무 큽니다"},
	"only-if-cached":                              {"only the cache may answer", "캐시만 답할 수 있습니다"},
	"kept for when the server fails or the cache is forced": {"it serves when the server fails, or for back and forward", "서버에 문제가 있을 때나 앞뒤 이동에 씁니다"},
	"kept for when the cache is forced":                     {"it serves for back and forward alone", "앞뒤 이동에만 씁니다"},
	"and nothing to ask by":                                 {"and it has neither ETag nor Last-Modified to ask back by", "다시 물을 때 쓸 ETag나 Last-Modified도 없습니다"},

	// Cookies: https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis
	"kept":                       {"its attributes fit the site that sent it", "속성이 보낸 사이트와 맞습니다"},
	"replaced":                   {"it replaces an older one of the same name, domain and path", "이름, Domain, Path가 같은 이전 쿠키를 바꿉니다"},
	"removed: it is in the past": {"its time is over: the older one is deleted", "기한이 지난 쿠키이므로 이전 쿠키를 지웁니다"},
	"control character":          {"it has a control character", "제어 문자가 들어 있습니다"},
	"no name and no value":       {"it has neither name nor value", "이름도 값도 없습니다"},
	"name and value are longer than 4096 bytes":              {"name and value are longer than 4096 bytes", "이름과 값이 4096바이트를 넘습니다"},
	"Domain is a public suffix":                              {"Domain is a public suffix, as .com is: everybody would get it", "Domain이 .com 같은 공용 접미사여서 모든 사이트에 보내게 됩니다"},
	"Domain does not cover the host":                         {"Domain is not that of the host", "Domain이 호스트를 포함하지 않습니다"},
	"Domain is not ASCII":                                    {"Domain is not ASCII", "Domain이 ASCII가 아닙니다"},
	"Secure needs https":                                     {"Secure cookies come and go over HTTPS only", "Secure 쿠키는 HTTPS로만 주고받습니다"},
	"a Secure cookie of this name stands in the way":         {"a Secure cookie of this name must not be replaced over HTTP", "같은 이름의 Secure 쿠키를 HTTP로 바꿀 수 없습니다"},
	"HttpOnly is for HTTP only":                              {"HttpOnly cookies are not for scripts", "HttpOnly 쿠키는 스크립트에서 쓸 수 없습니다"},
	"SameSite: the request comes from another site":          {"SameSite: the request comes from another site", "SameSite: 다른 사이트에서 온 요청입니다"},
	"SameSite=None needs Secure":                             {"SameSite=None needs Secure", "SameSite=None에는 Secure가 필요합니다"},
	"the name's prefix promises attributes that are missing": {"the prefix of its name (__Host-, __Secure-) promises attributes that are missing", "이름의 접두사(__Host-, __Secure-)에 필요한 속성이 없습니다"},
	"a value without a name imitates a prefix":               {"a value without a name imitates a prefix", "이름 없는 값이 접두사를 흉내 냅니다"},
	"for another host":                                       {"it is for another host", "다른 호스트의 쿠키입니다"},
	"for another path":                                       {"it is for another path", "다른 경로의 쿠키입니다"},
	"expired":                                                {"its time is over", "기한이 지났습니다"},
	"the Cookie field is full":                               {"the Cookie header is full", "Cookie 헤더가 가득 찼습니다"},
	"too many Set-Cookie fields":                             {"too many Set-Cookie headers", "Set-Cookie 헤더가 너무 많습니다"},

	// Names
	"root hints":                  {"from the built-in list of root servers", "내장된 루트 서버 목록"},
	"primed from the root hints":  {"the root servers told their own list", "루트 서버가 알려 준 목록"},
	"referred by the servers of ": {"referred to by the servers of", "위임해 준 곳:"},
	"delegation in the cache":     {"known from an earlier look-up", "이전 조회에서 알게 됨"},
	"over TCP: ":                  {"over TCP:", "TCP로:"},
	"the answer was truncated":    {"the answer was too long for UDP", "답이 UDP에 너무 깁니다"},
	"no answer yet":               {"no answer yet: the next server is asked", "아직 답이 없어 다음 서버에 묻습니다"},
}

// troubles says in Korean what the errors of the network and of files mean, by a phrase that they
// hold. The English errors say it themselves.
var troubles = [...][2]string{
	{"no such name", "없는 이름입니다"},
	{"no such file", "파일이 없습니다"},
	{"permission denied", "권한이 없습니다"},
	{"refused", "연결이 거부되었습니다"},
	{"network is unreachable", "네트워크에 연결되어 있지 않습니다"},
	{"no route to host", "그 주소로 가는 길이 없습니다"},
	{"reset the connection", "서버가 연결을 끊었습니다"},
	{"no answer within", "제한 시간 안에 답이 없습니다"},
	{"timed out", "제한 시간이 지났습니다"},
	{"certificate expired", "인증서의 기한이 지났습니다"},
	{"certificate is not valid before", "인증서의 기한이 아직 시작되지 않았습니다"},
	{"certificate is for", "인증서가 다른 이름의 것입니다"},
	{"nobody we trust", "신뢰하는 인증 기관이 발급하지 않은 인증서입니다"},
	{"unknown authority", "신뢰하는 인증 기관이 발급하지 않은 인증서입니다"},
	{"certificate", "인증서를 믿을 수 없습니다"},
	{"browsers do not connect to", "브라우저가 접속하지 않는 포트입니다"},
	{"redirects in a circle", "리다이렉션이 끝없이 되풀이됩니다"},
	{"too many redirects", "리다이렉션이 너무 많습니다"},
	{"redirect", "리다이렉션을 따라갈 수 없습니다"},
	{"private network", "공개된 페이지는 사설 네트워크에 접근할 수 없습니다"},
	{"may not read files", "네트워크에서 온 페이지는 파일을 읽을 수 없습니다"},
	{"nosniff", "형식이 쓰임과 다르고 추측도 금지되어 있습니다 (nosniff)"},
	{"integrity", "내용이 페이지가 약속한 것과 다릅니다 (integrity)"},
	{"decompression bomb", "압축 폭탄입니다"},
	{"larger than the limit", "너무 큽니다"},
	{"cut short", "전송이 도중에 끊겼습니다"},
	{"unknown scheme", "모르는 프로토콜입니다"},
	{"no page can be made of", "페이지로 보여 줄 수 없는 형식입니다"},
	{"offline", "네트워크를 쓰지 않도록 설정되어 있습니다"},
	{"not in the recording", "기록(HAR)에 없습니다"},
	{"CORS", "다른 출처가 공유를 허락하지 않았습니다 (CORS)"},
	{"over http", "HTTPS 페이지에서 HTTP 리소스를 불러올 수 없습니다"},
	{"status 4", "서버에 없거나 허락되지 않은 리소스입니다"},
	{"status 5", "서버 오류입니다"},
	{"does not speak TLS", "TLS를 쓰지 않는 서버입니다"},
	{"rule without a block", "{ } 블록이 없는 규칙입니다"},
	{"must come first", "@import는 다른 규칙보다 앞에 와야 합니다"},
	{"empty selector", "선택자가 비어 있습니다"},
	{"expected a class name", "점 뒤에 클래스 이름이 없습니다"},
	{"unknown pseudo-element", "모르는 의사 요소입니다"},
	{"unknown pseudo-class", "모르는 의사 클래스입니다"},
	{"ends a selector", "의사 요소 뒤에는 다른 선택자가 올 수 없습니다"},
	{"bad attribute selector", "속성 선택자가 잘못되었습니다"},
	{"unknown rule", "모르는 규칙입니다"},
	{"nested too deep", "너무 깊이 들어간 요소를 형제로 바꾸었습니다"},
	{"ill-formed bytes", "잘못된 바이트를 바꾸어 넣었습니다"},
}

// trouble says an error of the trace.
func (b *builder) trouble(err string) string { return Trouble(b.lang, err) }

// Trouble says the text of an error: in Korean what it means, and as it is.
func Trouble(l Lang, err string) string {
	if l == Korean {
		for _, t := range troubles {
			if strings.Contains(err, t[0]) {
				return t[1] + " (" + err + ")"
			}
		}
	}
	return err
}

// rule says a reason of the trace. Reasons that are not in the table are said as they are.
func rule(l Lang, s string) string {
	if r, ok := rules[s]; ok {
		return r[l]
	}
	if len(s) > maxText {
		return clip(s)
	}
	if a, b, ok := strings.Cut(s, ", "); ok && known(b) {
		return rule(l, a) + [...]string{"; ", ". "}[l] + rule(l, b)
	}
	for _, sep := range [...]string{": ", " "} {
		for i := strings.Index(s, sep); i >= 0; {
			head, rest := s[:i+len(sep)], s[i+len(sep):]
			if r, ok := rules[head]; ok {
				return r[l] + " " + rule(l, rest)
			}
			j := strings.Index(rest, sep)
			if j < 0 {
				break
			}
			i += len(sep) + j
		}
	}
	return s
}

func known(s string) bool { _, ok := rules[s]; return ok }
