package explain

import (
	"regexp"
	"strings"
	"sync"
)

// causes are the reasons that net/dns gives, in English and Korean. What stands for "…" in one
// stands in the same order in the other.
var causes = [...][2]string{
	// why a server was asked
	{"root hints", "내장된 루트 서버 목록"},
	{"primed from the root hints", "루트 서버가 알려 준 목록"},
	{"referred by the servers of …", "… 영역의 서버가 위임함"},
	{"delegation in the cache", "이전 조회에서 알게 됨"},
	{"not met before", "처음 묻는 서버"},
	{"answers in about …", "응답 시간 약 …"},
	{"failed … times in a row", "연달아 …번 실패"},
	{"was of no use for the zone", "이 영역에는 쓸모가 없었음"},
	{"asked in the configured order", "설정된 순서대로 물음"},
	{"no answer yet", "아직 답이 없어 다음 서버에 묻습니다"},
	{"its address was not given", "주소(글루)가 함께 오지 않았습니다"},
	{"what it said does not validate: another server of the zone is asked", "검증되지 않는 답이므로 같은 영역의 다른 서버에 묻습니다"},
	{"the answer was truncated", "답이 UDP에 너무 깁니다"},

	// where an answer is from
	{"stub", "재귀적 조회 서버"},
	{"iterative", "루트부터 직접 조회"},
	{"cache", "이름 캐시"},
	{"hosts", "호스트 파일"},
	{"literal", "이미 IP 주소"},
	{"localhost", "이 컴퓨터"},
	{"stale", "기한이 지난 기록"},
	{"hit", "있음"},
	{"miss", "없음"},

	// DNSSEC
	{"secure", "검증됨(secure)"},
	{"insecure", "서명되지 않음(insecure)"},
	{"bogus", "위조 의심(bogus)"},
	{"indeterminate", "판단할 수 없음(indeterminate)"},
	{"signed by … with key … until …", "… 영역의 키 …번으로 서명됨, …까지 유효"},
	{"1 key, vouched for from above", "키 1개, 위 영역이 보증함"},
	{"… keys, vouched for from above", "키 …개, 위 영역이 보증함"},
	{"made from a wildcard of a zone with opt-out", "opt-out 영역의 와일드카드에서 만들어진 답"},
	{"too many NSEC3 iterations to be worth it", "NSEC3 반복 횟수가 너무 많아 검증하지 않음"},
	{"no trust anchor covers it", "신뢰 기준점(trust anchor)이 없음"},
	{"… is signed in ways that are not supported", "… 영역은 지원하지 않는 방식으로 서명됨"},
	{"… leaves unsigned delegations out of its proofs (opt-out)", "… 영역은 서명되지 않은 위임을 증명에서 뺌(opt-out)"},
	{"… of … proves that … does not exist", "… 레코드(… 영역)가 … 이름이 없음을 증명함"},
	{"… of … proves that … has no …", "… 레코드(… 영역)가 …에 … 레코드가 없음을 증명함"},
	{"… is …", "… 영역: …"},
}

// causePatterns are the expressions that find the English causes.
var causePatterns = sync.OnceValue(func() []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, c := range causes {
		out = append(out, regexp.MustCompile("^"+strings.ReplaceAll(regexp.QuoteMeta(c[0]), "…", "(.+)")+"$"))
	}
	return out
})

// korean says a cause in Korean; an error with what it means; others as they are.
func korean(s string) string {
	for i, p := range causePatterns() {
		m := p.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		out := causes[i][1]
		for _, part := range m[1:] {
			out = strings.Replace(out, "…", part, 1)
		}
		return out
	}
	return Trouble(Korean, s)
}
