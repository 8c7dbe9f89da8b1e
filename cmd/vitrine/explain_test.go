package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExplainTroubleInKorean reads the story of a page with errors in its markup, in its sheet and
// among its files: all of them are told in Korean.
func TestExplainTroubleInKorean(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.html")
	html := "<p>a<div/></span><b><i>x</b><em><style>p { colr: red; width: wide } p..a {} ::foo {} @foo x; {} p</style><img src=missing.png>"
	if err := os.WriteFile(page, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(context.Background(), stdio{strings.NewReader(""), &out, &errs}, []string{"explain", "-lang", "ko", "-embedded-fonts", page}); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, want := range []string{
		"1:1 맨 앞에 <!DOCTYPE html>이 없습니다", "1:5 <div/>: 빗금은 뜻이 없어 요소가 열린 채로 남습니다", "1:11 </span>: 닫을 요소가 없습니다",
		"</b>: 아직 열려 있던 <i>도 함께 닫습니다", "<em>: 닫는 태그가 없습니다",
		"모르는 CSS 속성: colr: red", "이해할 수 없는 CSS 값: width: wide", "이해할 수 없는 선택자: 점 뒤에 클래스 이름이 없습니다", "모르는 의사 요소입니다",
		"모르는 규칙입니다", "이해할 수 없는 선택자: 선택자가 비어 있습니다 (empty selector)", "{ } 블록이 없는 규칙입니다", "경고", "missing.png 이미지: 파일이 없습니다",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q", want)
		}
	}
	if t.Failed() {
		t.Log(out.String())
	}
}
