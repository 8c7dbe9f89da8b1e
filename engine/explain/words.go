package explain

import "fmt"

// Lang is the language of a story.
type Lang uint8

// The languages.
const (
	English Lang = iota
	Korean
)

// ParseLang reads "en" or "ko".
func ParseLang(s string) (Lang, bool) {
	switch s {
	case "en":
		return English, true
	case "ko":
		return Korean, true
	}
	return English, false
}

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
	StageCSSOM: {"cssom", "CSSOM", "CSSOM 구축"}, StageResource: {"resource", "Subresources", "추가 리소스 요청"},
	StageStyle: {"style", "Computed styles", "스타일 계산"}, StageBoxes: {"render-tree", "Render tree", "렌더 트리"},
	StageLayout: {"layout", "Layout", "레이아웃"}, StagePaint: {"paint", "Paint", "페인팅"}, StageShow: {"show", "Pixels", "표시"},
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

// words holds every sentence in English and Korean.
var words = map[string][2]string{
	"scheme":        {"scheme", "프로토콜"},
	"host":          {"host", "도메인"},
	"port":          {"port", "포트"},
	"port-implied":  {"%d (implied by %s)", "%d (%s 기본 포트)"},
	"path":          {"path", "경로"},
	"query":         {"query", "쿼리"},
	"fragment":      {"fragment", "프래그먼트"},
	"fragment-kept": {"%s (stays here: servers never see it)", "%s (서버로 보내지 않음)"},
	"url-parsed":    {"the address has these parts", "주소를 다음 부분으로 나누었습니다"},
	"url-why":       {"the scheme decides how to speak, the host whom to ask, the path what for", "프로토콜은 통신 방법을, 도메인은 대상을, 경로는 요청할 자원을 정합니다"},
	"hsts-why":      {"this host wants to be visited over HTTPS only (HSTS)", "이 호스트는 HTTPS만 허용합니다 (HSTS)"},

	"http-cache-asked": {"is there a stored response for %s?", "저장된 응답이 있는가? %s"},
	"hosts-asked":      {"is %s in the hosts file?", "호스트 파일에 %s 이(가) 있는가?"},
	"hosts-why":        {"the machine's own list is read before any server is asked", "서버에 묻기 전에 운영체제의 호스트 파일을 먼저 봅니다"},
	"dns-cache-asked":  {"is %s %s in the name cache?", "이름 캐시에 %s %s 이(가) 있는가?"},
	"cache-hit":        {"hit: %s", "캐시 적중: %s"},
	"cache-miss":       {"miss", "캐시 미스"},
	"dns-cache-age":    {"age %s, valid for another %s (TTL)", "나이 %s, 남은 TTL %s"},
	"dns-cache-why":    {"nothing known, or its TTL has run out: it must be asked for", "기록이 없거나 TTL이 지나 조회해야 합니다"},

	"name-asked":         {"what are the addresses of %s?", "%s 의 IP 주소는?"},
	"dns-start":          {"asking begins at the zone %s", "영역 %s 에서 조회를 시작합니다"},
	"dns-alias":          {"is an alias (%s) of %s", "별칭(%s)입니다: %s"},
	"dns-alias-why":      {"the search goes on with the other name", "그 이름으로 조회를 계속합니다"},
	"dns-retry":          {"asked again: %s", "다시 묻습니다: %s"},
	"dns-late":           {"the IPv6 answer was not waited for", "IPv6 응답을 기다리지 않았습니다"},
	"dns-from-stub":      {"the ISP's recursive resolver answered", "ISP의 재귀적 조회 서버가 답했습니다"},
	"dns-from-iterative": {"we asked from the root down by ourselves", "루트부터 권한 있는 네임 서버까지 직접 물었습니다"},
	"dns-from-cache":     {"from our name cache", "이름 캐시에서 찾았습니다"},
	"dns-from-hosts":     {"from the hosts file", "호스트 파일에서 찾았습니다"},
	"dns-from-literal":   {"it was an address already", "이미 IP 주소입니다"},
	"dns-from-localhost": {"this machine itself", "이 컴퓨터 자신입니다"},
	"query-asked":        {"%s %s? → %s over %s", "%s %s? → %s (%s)"},
	"query-why":          {"it serves the zone %s (%s)", "영역 %s 의 서버입니다 (%s)"},
	"query-why-stub":     {"a recursive resolver: it asks from the root down for us, or knows", "재귀적 조회 서버: 루트부터 대신 묻거나 이미 알고 있습니다"},
	"query-referral":     {"ask the servers of %s: %s; glue: %s", "%s 의 네임 서버에 물으십시오: %s; 글루: %s"},
	"query-answer":       {"answer: %s (TTL %s)", "응답: %s (TTL %s)"},
	"query-alias":        {"alias: %s (TTL %s)", "별칭: %s (TTL %s)"},
	"query-nodata":       {"%s exists and has no %s record", "%s 에는 %s 레코드가 없습니다"},
	"query-nxdomain":     {"there is no such name: %s", "없는 이름입니다: %s"},
	"query-truncated":    {"too long for UDP: asked again over TCP", "UDP에 너무 길어 TCP로 다시 묻습니다"},
	"query-abandoned":    {"given up: another answer came first", "다른 응답이 먼저 와서 그만두었습니다"},
	"query-failure":      {"the server could not or would not say: %s", "서버가 답하지 못했습니다: %s"},

	"connect-asked": {"a connection to %s", "%s 에 연결"},
	"reused":        {"an open connection is used again (idle for %s, request number %s on it)", "열린 연결을 다시 씁니다 (유휴 %s, %s번째 요청)"},
	"reuse-why":     {"persistent connections save the handshakes", "지속 연결은 handshake를 아낍니다"},
	"tcp-won":       {"SYN-ACK ← and ACK →: connected", "SYN-ACK ← ACK →: 연결되었습니다"},
	"tcp-lost":      {"connected too late: another address won", "늦게 연결되어 다른 주소가 쓰였습니다"},
	"tcp-refused":   {"refused (RST): nothing listens there", "거부되었습니다 (RST)"},
	"tcp-timeout":   {"no answer", "응답이 없습니다"},
	"tcp-why":       {"three packets agree on sequence numbers; the time is one round trip", "세 패킷으로 순서 번호를 맞춥니다. 걸린 시간은 왕복 시간입니다"},
	"tls-asked":     {"ClientHello → %s: versions, suites, ALPN", "ClientHello → %s: 버전, 암호 모음, ALPN"},
	"tls-got":       {"ServerHello ←: %s, %s, protocol %s; the certificate was checked and holds", "ServerHello ←: %s, %s, 프로토콜 %s; 인증서를 검증했습니다"},
	"tls-why":       {"the chain leads to a trusted authority, the name matches, the dates are right; issued by %s", "신뢰하는 인증 기관까지 이어지고 이름과 기간이 맞습니다. 발급자 %s"},
	"tls-refused":   {"without proof of who answers nothing is sent", "상대가 증명되지 않아 아무것도 보내지 않습니다"},
	"cert-subject":  {"subject", "주체"},
	"cert-names":    {"names", "이름"},
	"cert-issuer":   {"issuer", "발급자"},
	"cert-valid":    {"valid", "유효 기간"},
	"resumed":       {"an earlier session was resumed: no certificate was needed again", "이전 세션을 재개했습니다"},

	"sent":         {"%d bytes sent", "%d 바이트를 보냈습니다"},
	"request-why":  {"request line, then headers: what we want, who we are, what we understand", "요청 라인과 헤더: 원하는 자원, 자신, 이해하는 형식"},
	"server-asked": {"the time until the first byte of the response", "응답의 첫 바이트까지의 시간"},
	"server-got":   {"%d headers tell what happened there", "헤더 %d개가 서버 쪽 일을 알려 줍니다"},
	"server-why":   {"CDN edge, reverse proxy, load balancer, application and database all work in this time, and one round trip is in it", "CDN, 리버스 프록시, 로드 밸런서, WAS, 데이터베이스의 처리와 왕복 시간이 들어 있습니다"},
	"status-1xx":   {"informational", "정보"},
	"status-2xx":   {"success: the content follows", "성공: 본문이 이어집니다"},
	"status-3xx":   {"it is elsewhere, or not changed", "다른 곳에 있거나 바뀌지 않았습니다 (리다이렉션)"},
	"status-4xx":   {"the server cannot serve this request", "클라이언트 오류"},
	"status-5xx":   {"the server failed", "서버 오류"},
	"redirect":     {"%s: go to %s", "%s 리다이렉션: %s"},

	"redirect-why-301": {"moved permanently", "영구 이동"},
	"redirect-why-302": {"found elsewhere for now; a POST becomes a GET", "임시 이동: POST는 GET이 됩니다"},
	"redirect-why-303": {"see another page, with GET", "다른 페이지를 GET으로 봅니다"},
	"redirect-why-307": {"temporarily elsewhere, with the same method", "임시 이동: 메서드 유지"},
	"redirect-why-308": {"permanently elsewhere, with the same method", "영구 이동: 메서드 유지"},

	"receive-asked": {"the body", "본문"},
	"receive-got":   {"%d bytes on the wire, %d after decoding", "전송 %d 바이트, 압축 해제 후 %d 바이트"},
	"receive-why":   {"it is parsed as it arrives: the preload scanner already looks for resources", "도착하는 대로 읽으며 프리로드 스캐너가 리소스를 찾습니다"},
	"decoded":       {"%s: %d → %d bytes, %s of work", "%s: %d → %d 바이트, 작업 %s"},
	"content-html":  {"HTML: a page is built", "HTML: 페이지를 만듭니다"},
	"content-json":  {"JSON: shown as it is", "JSON: 데이터를 보여 줍니다"},
	"content-image": {"an image: shown alone", "이미지: 단독으로 보여 줍니다"},
	"content-other": {"text or data", "텍스트 또는 데이터"},
	"content-why":   {"the type decides what is done with the bytes", "Content-Type에 따라 처리 방법이 정해집니다"},

	"store-asked":     {"may the response be kept?", "응답을 저장해도 되는가?"},
	"stored":          {"kept, fresh until %s", "저장됨, 유효 기한 %s"},
	"not-stored":      {"not kept", "저장하지 않음"},
	"cookies-asked":   {"which cookies belong to this request?", "이 요청에 보낼 쿠키는?"},
	"cookies-sent":    {"sent: %s", "보냄: %s"},
	"cookies-why":     {"domain, path, Secure and SameSite allow it", "Domain, Path, Secure, SameSite 규칙에 맞습니다"},
	"cookie-withheld": {"not sent", "보내지 않음"},
	"cookie-kept":     {"kept for %s%s", "쿠키 저장: %s%s"},
	"cookie-refused":  {"refused", "거부됨"},

	"resource-got":       {"%d %s, %d bytes (%d on the wire)", "%d %s, %d 바이트 (전송 %d)"},
	"from-cache":         {"from the cache: %s", "캐시에서: %s"},
	"resource-why-style": {"a sheet holds back the first picture until it is there", "스타일시트는 첫 화면을 막는 리소스입니다"},
	"resource-why-image": {"an image of the page; it holds back nothing", "이미지: 렌더링을 막지 않습니다"},
	"resource-why-font":  {"text of the page uses this face", "글꼴: 이 글꼴을 쓰는 글자가 있습니다"},

	"parse-asked":  {"%d bytes of %s", "%d 바이트 (%s)"},
	"parse-got":    {"%s nodes", "노드 %s개"},
	"parse-why":    {"bytes become characters, tokens and a tree", "바이트 → 문자 → 토큰 → 트리"},
	"sheet-got":    {"%s rules", "규칙 %s개"},
	"sheet-why":    {"rules that cannot be understood are dropped, the rest holds", "이해할 수 없는 규칙만 버립니다"},
	"style-asked":  {"which value has each property of each element?", "각 요소의 속성 값은?"},
	"style-why":    {"DOM and CSSOM meet: the cascade picks, inheritance fills in", "DOM과 CSSOM을 결합해 캐스케이드와 상속으로 정합니다"},
	"boxes-asked":  {"which elements make boxes?", "화면에 나올 요소는?"},
	"boxes-why":    {"display: none leaves nothing; text and pseudo-elements join", "display: none 은 빠지고 의사 요소가 더해집니다"},
	"layout-asked": {"where is every box, and how large?", "각 박스의 위치와 크기는?"},
	"layout-got":   {"%s×%s px;", "%s×%s px;"},
	"layout-why":   {"boxes and their space are fixed; it runs again when fonts, images or the window change them", "글꼴, 이미지, 창 크기가 바뀌면 다시 실행됩니다 (리플로우)"},
	"paint-asked":  {"what is drawn, in which order?", "무엇을 어떤 순서로 그리는가?"},
	"paint-got":    {"%s operations", "그리기 명령 %s개"},
	"paint-why":    {"stacking order of CSS", "CSS 쌓임 순서"},
	"raster-asked": {"the picture", "화면"},
	"raster-got":   {"%s×%s px", "%s×%s px"},
	"raster-why":   {"operations become pixels", "그리기 명령이 픽셀이 됩니다"},

	"phase-other": {"Between the steps", "그 밖의 시간"},
	"phase":       {"phase", "단계"},
	"time":        {"time", "시간"},
	"cumulative":  {"cumulative", "누적 시간"},
	"total":       {"total", "합계"},
	"waterfall":   {"Waterfall", "워터폴"},
	"phases":      {"Phases", "단계별 시간"},
	"problems":    {"Problems", "문제"},
	"story":       {"The journey of %s", "%s 의 여정"},
	"asked":       {"asked", "요청"},
	"got":         {"got", "응답"},
	"why":         {"why", "이유"},
	"wire":        {"Requests and responses on the wire", "요청과 응답 원문"},
	"picture":     {"The picture, and the boxes in it", "화면과 박스"},
	"trees":       {"Trees", "트리"},
}
