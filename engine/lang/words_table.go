package lang

// korean holds English texts and the Korean ones that stand for them.
var korean = [...][2]string{
	// menus
	{"Open link in new window", "새 창에서 링크 열기"},
	{"Copy link address", "링크 주소 복사"},
	{"Copy", "복사"},
	{"Cut", "잘라내기"},
	{"Paste", "붙여넣기"},
	{"Select all", "전체 선택"},
	{"Back", "뒤로"},
	{"Forward", "앞으로"},
	{"Reload", "새로 고침"},
	{"View page source", "페이지 소스 보기"},
	{"Inspect", "검사"},

	// calendars
	{"Clear", "지우기"},
	{"Today", "오늘"},
	{"This month", "이번 달"},
	{"This week", "이번 주"},

	// looking into a box
	{"drawn with", "그린 글꼴"},

	// downloads
	{"saving %s …", "저장하는 중: %s …"},
	{"saved: %s", "저장했습니다: %s"},
	{"not saved: %s", "저장하지 못했습니다: %s"},

	// forms
	{"Please select an item in the list.", "목록에서 항목을 선택하세요."},
	{"Please check this box if you want to proceed.", "계속하려면 이 확인란을 선택하세요."},
	{"Please select one of these options.", "다음 옵션 중 하나를 선택하세요."},
	{"Please select a file.", "파일을 선택하세요."},
	{"Please fill out this field.", "이 입력란을 작성하세요."},
	{"Please enter an email address.", "이메일 주소를 입력하세요."},
	{"Please enter a URL.", "URL을 입력하세요."},
	{"Please match the requested format. %s", "요청한 형식과 일치시키세요. %s"},
	{"Please match the requested format.", "요청한 형식과 일치시키세요."},
	{"Please shorten this text to %s characters or less.", "이 텍스트를 %s자 이하로 줄이세요."},
	{"Please lengthen this text to %s characters or more.", "이 텍스트를 %s자 이상으로 늘리세요."},
	{"Value must be %s or more.", "값은 %s 이상이어야 합니다."},
	{"Value must be %s or less.", "값은 %s 이하여야 합니다."},
	{"Please enter a valid value.", "유효한 값을 입력하세요."},

	// error pages
	{"This page cannot be shown", "이 페이지를 보여 줄 수 없습니다"},
	{"Check the address, or try again.", "주소를 확인하거나 다시 시도해 보세요."},
	{"This kind of file is no page", "페이지로 볼 수 없는 파일입니다"},
	{"Vitrine shows HTML, XML, SVG, JSON, text and images.", "Vitrine은 HTML, XML, SVG, JSON, 텍스트, 이미지를 보여 줍니다."},
	{"This address cannot be opened", "열 수 없는 주소입니다"},
	{"Check how it is written.", "주소를 바르게 썼는지 확인해 보세요."},
	{"The file cannot be read", "파일을 읽을 수 없습니다"},
	{"Check the path and its permissions.", "경로와 권한을 확인해 보세요."},
	{"No server has this name", "이런 이름의 서버가 없습니다"},
	{"Check the spelling, and the connection to the network.", "철자와 네트워크 연결을 확인해 보세요."},
	{"The server does not answer", "서버가 응답하지 않습니다"},
	{"It may be down or busy, or the network may be away.", "서버가 멈추었거나 바쁘거나, 네트워크가 끊겼을 수 있습니다."},
	{"The connection is not safe", "안전하지 않은 연결입니다"},
	{"The server could not prove that it is the one named in the address, so nothing was sent to it.", "서버가 주소에 적힌 바로 그 서버임을 증명하지 못해 아무것도 보내지 않았습니다."},
	{"The server sends this page in circles", "서버의 리다이렉션이 끝없이 되풀이됩니다"},
	{"Only its owner can mend that.", "사이트 운영자만 고칠 수 있습니다."},
	{"The server's answer is broken", "서버의 응답이 잘못되었습니다"},
	{"Try again; if it stays so, only its owner can mend it.", "다시 시도해 보세요. 그래도 같으면 사이트 운영자만 고칠 수 있습니다."},
	{"The server takes too long", "서버의 응답이 너무 늦습니다"},
	{"It may be down or busy. Try again.", "서버가 멈추었거나 바쁠 수 있습니다. 다시 시도해 보세요."},
}
