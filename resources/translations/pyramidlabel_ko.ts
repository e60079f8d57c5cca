<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR">
<context>
    <name>AcceptTracksDialog</name>
    <message>
        <source>Accept tracks</source>
        <translation>트랙 수락</translation>
    </message>
    <message>
        <source>Over more than so many frames</source>
        <translation>이 프레임 수보다 긴 트랙</translation>
    </message>
    <message>
        <source>Best score at least</source>
        <translation>최고 점수 하한</translation>
    </message>
    <message>
        <source>What will be done</source>
        <translation>할 일</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>수락</translation>
    </message>
    <message>
        <source>Longer than, in frames</source>
        <translation>길이(프레임) 초과</translation>
    </message>
    <message>
        <source>Between keyframes boxes lie on a line, at most one pixel off what was detected. Undo takes all of it back in one step.</source>
        <translation>키프레임 사이의 상자는 선 위에 놓이며 검출과 최대 1픽셀 차이입니다. 실행 취소 한 번으로 모두 되돌립니다.</translation>
    </message>
    <message>
        <source>No track is so long and so sure.</source>
        <translation>그만큼 길고 확실한 트랙이 없습니다.</translation>
    </message>
    <message>
        <source>Counting...</source>
        <translation>세는 중...</translation>
    </message>
    <message>
        <source>1 track with {keyframes} keyframes, of the class {classes}.</source>
        <translation>트랙 1개, 키프레임 {keyframes}개, 클래스 {classes}.</translation>
    </message>
    <message>
        <source>{tracks} tracks with {keyframes} keyframes, of these classes: {classes}.</source>
        <translation>트랙 {tracks}개, 키프레임 {keyframes}개, 클래스: {classes}.</translation>
    </message>
    <message>
        <source>{count} are left out: tracks of their class lie there already.</source>
        <translation>{count}개는 제외: 같은 클래스의 트랙이 이미 그 자리에 있습니다.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>파일(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>편집(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Box</source>
        <translation>상자(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Picture</source>
        <translation>사진(&amp;P)</translation>
    </message>
    <message>
        <source>Vi&amp;deo</source>
        <translation>비디오(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Levels</source>
        <translation>레벨(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>모델(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>학습(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
    <message>
        <source>Class with key {number}</source>
        <translation>단축키 {number}번 클래스</translation>
    </message>
    <message>
        <source>Set the class</source>
        <translation>클래스 지정</translation>
    </message>
    <message>
        <source>Move or resize by keys</source>
        <translation>키로 이동·크기 조절</translation>
    </message>
    <message>
        <source>Move 1 pixel to the left</source>
        <translation>왼쪽으로 1픽셀 이동</translation>
    </message>
    <message>
        <source>Move 1 pixel to the right</source>
        <translation>오른쪽으로 1픽셀 이동</translation>
    </message>
    <message>
        <source>Move 1 pixel up</source>
        <translation>위로 1픽셀 이동</translation>
    </message>
    <message>
        <source>Move 1 pixel down</source>
        <translation>아래로 1픽셀 이동</translation>
    </message>
    <message>
        <source>Move 10 pixels to the left</source>
        <translation>왼쪽으로 10픽셀 이동</translation>
    </message>
    <message>
        <source>Move 10 pixels to the right</source>
        <translation>오른쪽으로 10픽셀 이동</translation>
    </message>
    <message>
        <source>Move 10 pixels up</source>
        <translation>위로 10픽셀 이동</translation>
    </message>
    <message>
        <source>Move 10 pixels down</source>
        <translation>아래로 10픽셀 이동</translation>
    </message>
    <message>
        <source>1 pixel narrower</source>
        <translation>너비 1픽셀 줄이기</translation>
    </message>
    <message>
        <source>1 pixel wider</source>
        <translation>너비 1픽셀 늘리기</translation>
    </message>
    <message>
        <source>1 pixel less high</source>
        <translation>높이 1픽셀 줄이기</translation>
    </message>
    <message>
        <source>1 pixel higher</source>
        <translation>높이 1픽셀 늘리기</translation>
    </message>
    <message>
        <source>10 pixels narrower</source>
        <translation>너비 10픽셀 줄이기</translation>
    </message>
    <message>
        <source>10 pixels wider</source>
        <translation>너비 10픽셀 늘리기</translation>
    </message>
    <message>
        <source>10 pixels less high</source>
        <translation>높이 10픽셀 줄이기</translation>
    </message>
    <message>
        <source>10 pixels higher</source>
        <translation>높이 10픽셀 늘리기</translation>
    </message>
    <message>
        <source>At review, undecided detections</source>
        <translation>검수할 때 미결정 검출은</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>묻기</translation>
    </message>
    <message>
        <source>Accept them</source>
        <translation>모두 수락</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>모두 제외</translation>
    </message>
    <message>
        <source>Go through them</source>
        <translation>하나씩 확인</translation>
    </message>
    <message>
        <source>Draw boxes</source>
        <translation>상자 그리기</translation>
    </message>
    <message>
        <source>Draw mode</source>
        <translation>그리기 모드</translation>
    </message>
    <message>
        <source>Add a box in the middle</source>
        <translation>가운데에 상자 추가</translation>
    </message>
    <message>
        <source>Type the class...</source>
        <translation>클래스 입력...</translation>
    </message>
    <message>
        <source>Type position and size...</source>
        <translation>위치와 크기 입력...</translation>
    </message>
    <message>
        <source>Accept the detection</source>
        <translation>검출 수락</translation>
    </message>
    <message>
        <source>Accept all detections in sight</source>
        <translation>보이는 검출 모두 수락</translation>
    </message>
    <message>
        <source>Reject the detection</source>
        <translation>검출 거부</translation>
    </message>
    <message>
        <source>Take the rejection back</source>
        <translation>거부 취소</translation>
    </message>
    <message>
        <source>Show rejected detections</source>
        <translation>거부한 검출 보기</translation>
    </message>
    <message>
        <source>Reviewed, go on</source>
        <translation>검수 완료하고 다음으로</translation>
    </message>
    <message>
        <source>Not reviewed after all</source>
        <translation>검수 완료 취소</translation>
    </message>
    <message>
        <source>Single-class project</source>
        <translation>단일 클래스 프로젝트</translation>
    </message>
    <message>
        <source>Select the box beneath</source>
        <translation>아래에 겹친 상자 선택</translation>
    </message>
    <message>
        <source>Select the box above</source>
        <translation>위에 겹친 상자 선택</translation>
    </message>
    <message>
        <source>Lock boxes</source>
        <translation>상자 잠금</translation>
    </message>
    <message>
        <source>Ignore boxes in training</source>
        <translation>학습에서 상자 무시</translation>
    </message>
    <message>
        <source>Hide boxes, or show hidden ones</source>
        <translation>상자 숨기기/보이기</translation>
    </message>
    <message>
        <source>Hide all boxes, or show all</source>
        <translation>모든 상자 숨기기/보이기</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Give up the edit that cannot be saved</source>
        <translation>저장할 수 없는 편집 포기</translation>
    </message>
    <message>
        <source>Copy boxes</source>
        <translation>상자 복사</translation>
    </message>
    <message>
        <source>Paste boxes</source>
        <translation>상자 붙여넣기</translation>
    </message>
    <message>
        <source>Paste the boxes of the picture before</source>
        <translation>이전 사진의 상자 붙여넣기</translation>
    </message>
    <message>
        <source>Duplicate boxes</source>
        <translation>상자 복제</translation>
    </message>
    <message>
        <source>Copy boxes to the next picture</source>
        <translation>다음 사진으로 상자 복사</translation>
    </message>
    <message>
        <source>Select all boxes</source>
        <translation>모든 상자 선택</translation>
    </message>
    <message>
        <source>Delete boxes</source>
        <translation>상자 삭제</translation>
    </message>
    <message>
        <source>Settings...</source>
        <translation>설정...</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>Export annotated picture</source>
        <translation>상자를 그린 사진 내보내기</translation>
    </message>
    <message>
        <source>Save the project as a copy</source>
        <translation>프로젝트를 사본으로 저장</translation>
    </message>
    <message>
        <source>PyramidLabel project</source>
        <translation>PyramidLabel 프로젝트</translation>
    </message>
    <message>
        <source>Open pictures or videos</source>
        <translation>사진이나 비디오 열기</translation>
    </message>
    <message>
        <source>Pictures and videos ({kinds});;All files (*)</source>
        <translation>사진과 비디오 ({kinds});;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Open pictures or videos...</source>
        <translation>사진이나 비디오 열기...</translation>
    </message>
    <message>
        <source>Open folder...</source>
        <translation>폴더 열기...</translation>
    </message>
    <message>
        <source>Open numbered pictures as a video...</source>
        <translation>번호가 붙은 사진을 비디오로 열기...</translation>
    </message>
    <message>
        <source>Open camera or stream...</source>
        <translation>카메라나 스트림 열기...</translation>
    </message>
    <message>
        <source>Open the sample pictures</source>
        <translation>예제 사진 열기</translation>
    </message>
    <message>
        <source>Save the project as a copy...</source>
        <translation>프로젝트를 사본으로 저장...</translation>
    </message>
    <message>
        <source>Import labels...</source>
        <translation>라벨 가져오기...</translation>
    </message>
    <message>
        <source>Import a folder of labels...</source>
        <translation>라벨 폴더 가져오기...</translation>
    </message>
    <message>
        <source>Export labels...</source>
        <translation>라벨 내보내기...</translation>
    </message>
    <message>
        <source>Export annotated picture...</source>
        <translation>상자를 그린 사진 내보내기...</translation>
    </message>
    <message>
        <source>Export video...</source>
        <translation>비디오 내보내기...</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>The log is {path}</source>
        <translation>로그 파일: {path}</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>명령 찾기</translation>
    </message>
    <message>
        <source>How it works, and all keys</source>
        <translation>사용법과 모든 단축키</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <source>About PyramidLabel</source>
        <translation>PyramidLabel 정보</translation>
    </message>
    <message>
        <source>Show level {number}</source>
        <translation>{number}번째 레벨 보기</translation>
    </message>
    <message>
        <source>Show all levels</source>
        <translation>모든 레벨 보기</translation>
    </message>
    <message>
        <source>Show all classes and levels</source>
        <translation>모든 클래스와 레벨 보기</translation>
    </message>
    <message>
        <source>Next way to colour boxes</source>
        <translation>상자 색 기준 바꾸기</translation>
    </message>
    <message>
        <source>Lower the score by 0.05</source>
        <translation>점수 기준 0.05 낮추기</translation>
    </message>
    <message>
        <source>Raise the score by 0.05</source>
        <translation>점수 기준 0.05 높이기</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>검출</translation>
    </message>
    <message>
        <source>Detect all pictures of the list</source>
        <translation>목록의 모든 사진 검출</translation>
    </message>
    <message>
        <source>Pause detecting the list</source>
        <translation>목록 검출 일시 정지</translation>
    </message>
    <message>
        <source>Stop detecting the list</source>
        <translation>목록 검출 중지</translation>
    </message>
    <message>
        <source>Pictures that could not be detected...</source>
        <translation>검출하지 못한 사진...</translation>
    </message>
    <message>
        <source>Any object</source>
        <translation>모든 물체</translation>
    </message>
    <message>
        <source>Review the 20 most uncertain next</source>
        <translation>가장 불확실한 20장 검수</translation>
    </message>
    <message>
        <source>Add model...</source>
        <translation>모델 추가...</translation>
    </message>
    <message>
        <source>Models...</source>
        <translation>모델...</translation>
    </message>
    <message>
        <source>Compare models...</source>
        <translation>모델 비교...</translation>
    </message>
    <message>
        <source>Roll back to the model before</source>
        <translation>이전 모델로 되돌리기</translation>
    </message>
    <message>
        <source>Use this model for new projects, too</source>
        <translation>새 프로젝트에도 이 모델 사용</translation>
    </message>
    <message>
        <source>Every picture after this one is reviewed.</source>
        <translation>이후의 모든 사진이 검수되었습니다.</translation>
    </message>
    <message>
        <source>Every picture before this one is reviewed.</source>
        <translation>이전의 모든 사진이 검수되었습니다.</translation>
    </message>
    <message>
        <source>Every picture in the list is reviewed.</source>
        <translation>목록의 모든 사진이 검수되었습니다.</translation>
    </message>
    <message>
        <source>Split of the selected pictures</source>
        <translation>선택한 사진의 분할</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>다음 사진</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>이전 사진</translation>
    </message>
    <message>
        <source>10 pictures on</source>
        <translation>10장 뒤로</translation>
    </message>
    <message>
        <source>10 pictures back</source>
        <translation>10장 앞으로</translation>
    </message>
    <message>
        <source>Next picture that is not reviewed</source>
        <translation>검수하지 않은 다음 사진</translation>
    </message>
    <message>
        <source>Previous picture that is not reviewed</source>
        <translation>검수하지 않은 이전 사진</translation>
    </message>
    <message>
        <source>First picture that is not reviewed</source>
        <translation>검수하지 않은 첫 사진</translation>
    </message>
    <message>
        <source>Find a picture by name</source>
        <translation>이름으로 사진 찾기</translation>
    </message>
    <message>
        <source>Filter the pictures...</source>
        <translation>사진 거르기...</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>모든 필터 지우기</translation>
    </message>
    <message>
        <source>Mark the selected pictures reviewed</source>
        <translation>선택한 사진을 검수됨으로 표시</translation>
    </message>
    <message>
        <source>Mark the selected pictures not reviewed</source>
        <translation>선택한 사진의 검수됨 해제</translation>
    </message>
    <message>
        <source>Flag the selected pictures</source>
        <translation>선택한 사진에 깃발 표시</translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation>메모 쓰기</translation>
    </message>
    <message>
        <source>Locate...</source>
        <translation>위치 지정...</translation>
    </message>
    <message>
        <source>Select the next box</source>
        <translation>다음 상자 선택</translation>
    </message>
    <message>
        <source>Select the previous box</source>
        <translation>이전 상자 선택</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Fit the picture</source>
        <translation>사진을 창에 맞추기</translation>
    </message>
    <message>
        <source>Actual size (100 %)</source>
        <translation>실제 크기 (100 %)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>축소</translation>
    </message>
    <message>
        <source>Anchor and proposal of the selected box</source>
        <translation>선택한 상자의 앵커와 제안</translation>
    </message>
    <message>
        <source>Compare person and model</source>
        <translation>사람과 모델 비교</translation>
    </message>
    <message>
        <source>What both have</source>
        <translation>둘 다 있는 것</translation>
    </message>
    <message>
        <source>What only the model has</source>
        <translation>모델에만 있는 것</translation>
    </message>
    <message>
        <source>What only the person has</source>
        <translation>사람에게만 있는 것</translation>
    </message>
    <message>
        <source>Gallery of boxes</source>
        <translation>상자 갤러리</translation>
    </message>
    <message>
        <source>Brightness and contrast</source>
        <translation>밝기와 대비</translation>
    </message>
    <message>
        <source>Go to the next panel</source>
        <translation>다음 패널로 이동</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>전체 화면</translation>
    </message>
    <message>
        <source>Fine-tune...</source>
        <translation>미세 조정...</translation>
    </message>
    <message>
        <source>Pause the run</source>
        <translation>학습 일시 정지</translation>
    </message>
    <message>
        <source>Stop the run and keep its best model</source>
        <translation>학습을 멈추고 가장 좋은 모델 유지</translation>
    </message>
    <message>
        <source>Cancel the run</source>
        <translation>학습 취소</translation>
    </message>
    <message>
        <source>Resume the interrupted run</source>
        <translation>중단된 학습 이어 하기</translation>
    </message>
    <message>
        <source>Show the training</source>
        <translation>학습 보기</translation>
    </message>
    <message>
        <source>Log of the run</source>
        <translation>학습 로그</translation>
    </message>
    <message>
        <source>Hold out the selected pictures</source>
        <translation>선택한 사진을 따로 두기</translation>
    </message>
    <message>
        <source>Train on the selected pictures</source>
        <translation>선택한 사진으로 학습하기</translation>
    </message>
    <message>
        <source>Pack for another machine...</source>
        <translation>다른 컴퓨터용으로 꾸리기...</translation>
    </message>
    <message>
        <source>Add finished run...</source>
        <translation>끝난 학습 추가...</translation>
    </message>
    <message>
        <source>At {number} % of the speed</source>
        <translation>{number} % 속도로</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>다음 프레임</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>이전 프레임</translation>
    </message>
    <message>
        <source>10 frames on</source>
        <translation>10프레임 앞으로</translation>
    </message>
    <message>
        <source>10 frames back</source>
        <translation>10프레임 뒤로</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>첫 프레임</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>마지막 프레임</translation>
    </message>
    <message>
        <source>Go to a frame or a time...</source>
        <translation>프레임이나 시각으로 이동...</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>느리게</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>빠르게</translation>
    </message>
    <message>
        <source>Play again and again</source>
        <translation>반복 재생</translation>
    </message>
    <message>
        <source>The range begins here</source>
        <translation>구간을 여기서 시작</translation>
    </message>
    <message>
        <source>The range ends here</source>
        <translation>구간을 여기서 끝내기</translation>
    </message>
    <message>
        <source>Select no range</source>
        <translation>구간 선택 해제</translation>
    </message>
    <message>
        <source>Show the whole video on the timeline</source>
        <translation>타임라인에 비디오 전체 표시</translation>
    </message>
    <message>
        <source>Detect the range or the whole video...</source>
        <translation>구간이나 비디오 전체 검출...</translation>
    </message>
    <message>
        <source>Ignore in the whole video</source>
        <translation>비디오 전체에서 무시</translation>
    </message>
    <message>
        <source>Bring the left out regions to this frame</source>
        <translation>제외한 영역을 이 프레임으로 가져오기</translation>
    </message>
    <message>
        <source>Keep this frame</source>
        <translation>이 프레임 보관</translation>
    </message>
    <message>
        <source>Accept the track</source>
        <translation>트랙 수락</translation>
    </message>
    <message>
        <source>Accept tracks by length and score...</source>
        <translation>길이와 점수로 트랙 수락...</translation>
    </message>
    <message>
        <source>Link detections to tracks again</source>
        <translation>검출을 트랙으로 다시 잇기</translation>
    </message>
    <message>
        <source>Show or hide levels over time</source>
        <translation>시간에 따른 레벨 보이기/숨기기</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>트랙</translation>
    </message>
    <message>
        <source>Start a track</source>
        <translation>트랙 시작</translation>
    </message>
    <message>
        <source>Keyframe here</source>
        <translation>여기에 키프레임</translation>
    </message>
    <message>
        <source>Next keyframe</source>
        <translation>다음 키프레임</translation>
    </message>
    <message>
        <source>Previous keyframe</source>
        <translation>이전 키프레임</translation>
    </message>
    <message>
        <source>Ends here</source>
        <translation>여기서 끝남</translation>
    </message>
    <message>
        <source>Split here</source>
        <translation>여기서 나누기</translation>
    </message>
    <message>
        <source>Merge with...</source>
        <translation>합치기...</translation>
    </message>
    <message>
        <source>Follow to next frames...</source>
        <translation>다음 프레임으로 따라가기...</translation>
    </message>
    <message>
        <source>Delete on this frame</source>
        <translation>이 프레임에서 삭제</translation>
    </message>
    <message>
        <source>Delete from here on</source>
        <translation>여기부터 삭제</translation>
    </message>
    <message>
        <source>Delete the whole track</source>
        <translation>트랙 전체 삭제</translation>
    </message>
    <message>
        <source>Pick frames to label...</source>
        <translation>라벨링할 프레임 고르기...</translation>
    </message>
    <message>
        <source>Next picked frame</source>
        <translation>다음 고른 프레임</translation>
    </message>
    <message>
        <source>Previous picked frame</source>
        <translation>이전 고른 프레임</translation>
    </message>
    <message>
        <source>Forget the picked frames</source>
        <translation>고른 프레임 지우기</translation>
    </message>
</context>
<context>
    <name>AdoptedStrip</name>
    <message>
        <source>The model in use</source>
        <translation>사용 중인 모델</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>되돌리기</translation>
    </message>
    <message>
        <source>Review the {count} most uncertain</source>
        <translation>가장 불확실한 {count}장 검수</translation>
    </message>
    <message>
        <source>List the pictures of which the model is least sure, and go to the first</source>
        <translation>모델이 가장 자신 없는 사진을 나열하고 첫 사진으로 갑니다</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>This project uses {title}</source>
        <translation>이 프로젝트는 {title} 모델을 씁니다</translation>
    </message>
    <message>
        <source>Use {title} again</source>
        <translation>{title} 모델을 다시 사용</translation>
    </message>
</context>
<context>
    <name>Adoption</name>
    <message>
        <source>New projects use {title}, too.</source>
        <translation>새 프로젝트도 {title} 모델을 씁니다.</translation>
    </message>
    <message>
        <source>{title}, which this project uses, is not among the models any more; restore or add it in the models window. Until then another one is used.</source>
        <translation>이 프로젝트가 쓰는 {title} 모델이 더는 없습니다. 모델 창에서 복원하거나 추가하세요. 그때까지 다른 모델을 씁니다.</translation>
    </message>
</context>
<context>
    <name>AdvancedSettings</name>
    <message>
        <source>Defaults</source>
        <translation>기본값</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>고급</translation>
    </message>
    <message>
        <source>Advanced ({count} changed)</source>
        <translation>고급({count}개 변경)</translation>
    </message>
</context>
<context>
    <name>AnnotationDetails</name>
    <message>
        <source>Class of the selected boxes</source>
        <translation>선택한 상자의 클래스</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>숨김</translation>
    </message>
    <message>
        <source>Attributes of the selected boxes</source>
        <translation>선택한 상자의 속성</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>속성</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>Empty takes the attribute away.</source>
        <translation>비우면 속성이 지워집니다.</translation>
    </message>
</context>
<context>
    <name>AnnotationModel</name>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>숨김</translation>
    </message>
    <message>
        <source>Computed</source>
        <translation>계산됨</translation>
    </message>
    <message>
        <source>Keyframe</source>
        <translation>키프레임</translation>
    </message>
</context>
<context>
    <name>AnyObject</name>
    <message>
        <source>Looking for objects...</source>
        <translation>물체를 찾는 중...</translation>
    </message>
    <message>
        <source>Click an object to make it an annotation. Esc ends.</source>
        <translation>물체를 클릭하면 어노테이션이 됩니다. Esc로 끝냅니다.</translation>
    </message>
    <message>
        <source>The model sees no object here.</source>
        <translation>모델이 여기서 물체를 찾지 못했습니다.</translation>
    </message>
</context>
<context>
    <name>BoxEdits</name>
    <message>
        <source>No class has the key {number}.</source>
        <translation>단축키 {number}번인 클래스가 없습니다.</translation>
    </message>
    <message>
        <source>Boxes are drawn as {name}.</source>
        <translation>상자를 {name} 클래스로 그립니다.</translation>
    </message>
</context>
<context>
    <name>BoxFollower</name>
    <message>
        <source>Followed to frame {frame}.</source>
        <translation>프레임 {frame}까지 따라갔습니다.</translation>
    </message>
    <message>
        <source>Lost after frame {frame}: go there, put the box right and follow on.</source>
        <translation>프레임 {frame} 뒤에서 놓쳤습니다. 그곳으로 가서 상자를 바로잡고 이어서 따라가세요.</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Picture with boxes</source>
        <translation>상자가 있는 사진</translation>
    </message>
    <message>
        <source>anchor</source>
        <translation>앵커</translation>
    </message>
    <message>
        <source>proposal</source>
        <translation>제안</translation>
    </message>
    <message>
        <source>A box is at least {least} px wide and high (setting “Smallest box”).</source>
        <translation>상자의 너비와 높이는 최소 {least} px입니다(설정 “최소 상자 크기”).</translation>
    </message>
</context>
<context>
    <name>CanvasMenu</name>
    <message>
        <source>Difficult</source>
        <translation>어려움</translation>
    </message>
    <message>
        <source>Truncated</source>
        <translation>잘림</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>가려짐</translation>
    </message>
    <message>
        <source>Crowd</source>
        <translation>무리</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>속성</translation>
    </message>
</context>
<context>
    <name>CanvasNotice</name>
    <message>
        <source>What the canvas shows</source>
        <translation>캔버스 안내</translation>
    </message>
    <message>
        <source>The project cannot be opened, so boxes cannot be changed</source>
        <translation>프로젝트를 열 수 없어 상자를 바꿀 수 없습니다</translation>
    </message>
    <message>
        <source>This picture is missing</source>
        <translation>이 사진이 없습니다</translation>
    </message>
    <message>
        <source>This video is missing</source>
        <translation>이 비디오가 없습니다</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;locate&quot;&gt;Locate it&lt;/a&gt;, or go on to the other pictures.</source>
        <translation>&lt;a href=&quot;locate&quot;&gt;위치를 지정&lt;/a&gt;하거나 다른 사진으로 이동하세요.</translation>
    </message>
    <message>
        <source>This video cannot be shown</source>
        <translation>이 비디오를 표시할 수 없습니다</translation>
    </message>
    <message>
        <source>This picture cannot be shown</source>
        <translation>이 사진을 표시할 수 없습니다</translation>
    </message>
    <message>
        <source>D and A go on to the other pictures.</source>
        <translation>D와 A로 다른 사진으로 이동합니다.</translation>
    </message>
    <message>
        <source>No detections</source>
        <translation>검출 없음</translation>
    </message>
    <message>
        <source>The model could not be loaded</source>
        <translation>모델을 불러오지 못했습니다</translation>
    </message>
    <message>
        <source>Choose another in the Model menu, or &lt;a href=&quot;detect&quot;&gt;try again&lt;/a&gt;.</source>
        <translation>모델 메뉴에서 다른 모델을 고르거나 &lt;a href=&quot;detect&quot;&gt;다시 시도&lt;/a&gt;하세요.</translation>
    </message>
    <message>
        <source>The camera or stream cannot be shown</source>
        <translation>카메라나 스트림을 표시할 수 없습니다</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;open_stream&quot;&gt;Open another camera or stream&lt;/a&gt;</source>
        <translation>&lt;a href=&quot;open_stream&quot;&gt;다른 카메라나 스트림 열기&lt;/a&gt;</translation>
    </message>
    <message>
        <source>Waiting for the first picture...</source>
        <translation>첫 사진을 기다리는 중...</translation>
    </message>
    <message>
        <source>Another program has written over the project</source>
        <translation>다른 프로그램이 프로젝트를 덮어썼습니다</translation>
    </message>
    <message>
        <source>The last edit is kept here. &lt;a href=&quot;save_copy&quot;&gt;Save what is here as a copy&lt;/a&gt;, or &lt;a href=&quot;give_up&quot;&gt;give the edit up and open the file that is there&lt;/a&gt;.</source>
        <translation>마지막 편집은 여기에 남아 있습니다. &lt;a href=&quot;save_copy&quot;&gt;여기 있는 것을 사본으로 저장&lt;/a&gt;하거나 &lt;a href=&quot;give_up&quot;&gt;편집을 포기하고 지금 있는 파일을 여세요&lt;/a&gt;.</translation>
    </message>
    <message>
        <source>The last edit is not saved yet</source>
        <translation>마지막 편집이 아직 저장되지 않았습니다</translation>
    </message>
    <message>
        <source>It is kept here and tried again every 2 seconds; nothing else can be changed until then. &lt;a href=&quot;give_up&quot;&gt;Give it up&lt;/a&gt;</source>
        <translation>여기에 보관하고 2초마다 다시 저장합니다. 그때까지 다른 것은 바꿀 수 없습니다. &lt;a href=&quot;give_up&quot;&gt;편집 포기&lt;/a&gt;</translation>
    </message>
    <message>
        <source>Looking for pictures...</source>
        <translation>사진을 찾는 중...</translation>
    </message>
    <message>
        <source>No picture passes the filters</source>
        <translation>필터를 통과하는 사진이 없습니다</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;clear_filters&quot;&gt;Clear all filters&lt;/a&gt;</source>
        <translation>&lt;a href=&quot;clear_filters&quot;&gt;모든 필터 지우기&lt;/a&gt;</translation>
    </message>
    <message>
        <source>No picture&apos;s name holds “{text}”</source>
        <translation>이름에 “{text}”이(가) 들어간 사진이 없습니다</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;find_picture&quot;&gt;Change the filter&lt;/a&gt; (Ctrl+L).</source>
        <translation>&lt;a href=&quot;find_picture&quot;&gt;필터 바꾸기&lt;/a&gt; (Ctrl+L).</translation>
    </message>
    <message>
        <source>No pictures yet</source>
        <translation>아직 사진이 없습니다</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;open_pictures&quot;&gt;Open pictures or videos&lt;/a&gt; (Ctrl+O) or &lt;a href=&quot;open_folder&quot;&gt;a folder&lt;/a&gt; (Ctrl+U), or drop them here.</source>
        <translation>&lt;a href=&quot;open_pictures&quot;&gt;사진이나 비디오&lt;/a&gt;(Ctrl+O) 또는 &lt;a href=&quot;open_folder&quot;&gt;폴더&lt;/a&gt;(Ctrl+U)를 열거나 여기에 놓으세요.</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;open_samples&quot;&gt;Look at the sample pictures&lt;/a&gt;</source>
        <translation>&lt;a href=&quot;open_samples&quot;&gt;예제 사진 보기&lt;/a&gt;</translation>
    </message>
    <message>
        <source>Detecting...</source>
        <translation>검출 중...</translation>
    </message>
    <message>
        <source>Loading model...</source>
        <translation>모델을 불러오는 중...</translation>
    </message>
    <message>
        <source>{count} boxes are hidden by the class and level filters</source>
        <translation>클래스·레벨 필터로 상자 {count}개가 숨겨져 있습니다</translation>
    </message>
    <message>
        <source>1 box is hidden by the class and level filters</source>
        <translation>클래스·레벨 필터로 상자 1개가 숨겨져 있습니다</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;show_all&quot;&gt;Show all classes and levels&lt;/a&gt;</source>
        <translation>&lt;a href=&quot;show_all&quot;&gt;모든 클래스와 레벨 보기&lt;/a&gt;</translation>
    </message>
    <message>
        <source>Nothing found above {score:.2f}.</source>
        <translation>점수 {score:.2f} 이상에서 찾은 것이 없습니다.</translation>
    </message>
    <message>
        <source> and {count} more</source>
        <translation> 외 {count}개</translation>
    </message>
    <message>
        <source>This model knows {count} classes ({names}).</source>
        <translation>이 모델이 아는 클래스는 {count}개입니다({names}).</translation>
    </message>
    <message>
        <source>Even the lowest score shows no box of them here.</source>
        <translation>가장 낮은 점수에서도 해당 상자가 없습니다.</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;score:{score}&quot;&gt;Lower the score&lt;/a&gt;: {count} at {score:.2f}.</source>
        <translation>&lt;a href=&quot;score:{score}&quot;&gt;점수 기준 낮추기&lt;/a&gt;: {score:.2f}에서 {count}.</translation>
    </message>
    <message>
        <source>1 box</source>
        <translation>상자 1개</translation>
    </message>
    <message>
        <source>{count} boxes</source>
        <translation>상자 {count}개</translation>
    </message>
</context>
<context>
    <name>ClassDelegate</name>
    <message>
        <source>Name of the class</source>
        <translation>클래스 이름</translation>
    </message>
</context>
<context>
    <name>ClassEdits</name>
    <message>
        <source>Looking for the boxes of a class...</source>
        <translation>클래스의 상자를 찾는 중...</translation>
    </message>
    <message>
        <source>1 class added.</source>
        <translation>클래스 1개를 추가했습니다.</translation>
    </message>
    <message>
        <source>{count} classes added.</source>
        <translation>클래스 {count}개를 추가했습니다.</translation>
    </message>
    <message>
        <source>All of these classes are there already.</source>
        <translation>모두 이미 있는 클래스입니다.</translation>
    </message>
</context>
<context>
    <name>ClassEntry</name>
    <message>
        <source>Class of the box</source>
        <translation>상자의 클래스</translation>
    </message>
    <message>
        <source>Class of this box</source>
        <translation>이 상자의 클래스</translation>
    </message>
    <message>
        <source>Classes that fit</source>
        <translation>맞는 클래스</translation>
    </message>
    <message>
        <source>Type a name; Enter takes it.</source>
        <translation>이름을 입력하고 Enter를 누르세요.</translation>
    </message>
    <message>
        <source>Add class “{name}”</source>
        <translation>클래스 “{name}” 추가</translation>
    </message>
    <message>
        <source>{name}  (the model&apos;s)</source>
        <translation>{name}  (모델 클래스)</translation>
    </message>
    <message>
        <source>Key {number}</source>
        <translation>단축키 {number}</translation>
    </message>
</context>
<context>
    <name>ClassModel</name>
    <message>
        <source>1 box</source>
        <translation>상자 1개</translation>
    </message>
    <message>
        <source>{count} boxes</source>
        <translation>상자 {count}개</translation>
    </message>
    <message>
        <source>key {number}</source>
        <translation>단축키 {number}</translation>
    </message>
    <message>
        <source>boxes are drawn as this class</source>
        <translation>이 클래스로 상자를 그립니다</translation>
    </message>
</context>
<context>
    <name>ClassView</name>
    <message>
        <source>Classes of the project</source>
        <translation>프로젝트의 클래스</translation>
    </message>
</context>
<context>
    <name>ClassesPanel</name>
    <message>
        <source>No classes yet. Draw a box with W and type what it is, add classes below, or take those of the model that you need.</source>
        <translation>아직 클래스가 없습니다. W로 상자를 그리고 이름을 입력하거나, 아래에서 추가하거나, 모델의 클래스 중 필요한 것을 가져오세요.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>One class for all: never ask</source>
        <translation>클래스 하나만 사용: 묻지 않음</translation>
    </message>
    <message>
        <source>Add a class</source>
        <translation>클래스 추가</translation>
    </message>
    <message>
        <source>Name of a class to add</source>
        <translation>추가할 클래스 이름</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Colour...</source>
        <translation>색...</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>위로</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>아래로</translation>
    </message>
    <message>
        <source>Merge into...</source>
        <translation>합치기...</translation>
    </message>
    <message>
        <source>Delete...</source>
        <translation>삭제...</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>단축키 없음</translation>
    </message>
    <message>
        <source>From a file...</source>
        <translation>파일에서...</translation>
    </message>
    <message>
        <source>From the model ({count})...</source>
        <translation>모델에서({count})...</translation>
    </message>
    <message>
        <source>Colour of {name}</source>
        <translation>{name}의 색</translation>
    </message>
    <message>
        <source>Deleted. Ctrl+Z brings it back.</source>
        <translation>삭제했습니다. Ctrl+Z로 되돌립니다.</translation>
    </message>
    <message>
        <source>Import a list of classes</source>
        <translation>클래스 목록 가져오기</translation>
    </message>
    <message>
        <source>Lists of classes (*.txt *.names *.yaml *.yml *.json)</source>
        <translation>클래스 목록 (*.txt *.names *.yaml *.yml *.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
</context>
<context>
    <name>ClipboardEdits</name>
    <message>
        <source>1 box copied.</source>
        <translation>상자 1개를 복사했습니다.</translation>
    </message>
    <message>
        <source>{count} boxes copied.</source>
        <translation>상자 {count}개를 복사했습니다.</translation>
    </message>
    <message>
        <source>There is no picture before this one.</source>
        <translation>이전 사진이 없습니다.</translation>
    </message>
    <message>
        <source>The picture before has no boxes.</source>
        <translation>이전 사진에 상자가 없습니다.</translation>
    </message>
    <message>
        <source>All boxes of the picture before are here already.</source>
        <translation>이전 사진의 상자가 모두 이미 여기에 있습니다.</translation>
    </message>
    <message>
        <source>There is no box to copy to the next picture.</source>
        <translation>다음 사진으로 복사할 상자가 없습니다.</translation>
    </message>
    <message>
        <source>There is no next picture.</source>
        <translation>다음 사진이 없습니다.</translation>
    </message>
    <message>
        <source>All boxes are on this picture already.</source>
        <translation>모든 상자가 이미 이 사진에 있습니다.</translation>
    </message>
</context>
<context>
    <name>CloseQuestion</name>
    <message>
        <source>A run lives</source>
        <translation>학습이 진행 중입니다</translation>
    </message>
    <message>
        <source>{run} is at work ({share}).</source>
        <translation>{run}이(가) 진행 중입니다({share}).</translation>
    </message>
    <message>
        <source>It can go on without the window, which finds it again when it is opened. Runs that wait are started then.</source>
        <translation>창이 없어도 계속할 수 있고, 창을 다시 열면 다시 찾습니다. 기다리는 학습은 그때 시작합니다.</translation>
    </message>
    <message>
        <source>Let it go on</source>
        <translation>계속하게 두기</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>멈추고 유지</translation>
    </message>
    <message>
        <source>Cancel the run</source>
        <translation>학습 취소</translation>
    </message>
    <message>
        <source>Don&apos;t close</source>
        <translation>닫지 않기</translation>
    </message>
    <message>
        <source>Do the same from now on, without asking</source>
        <translation>앞으로 묻지 않고 똑같이 하기</translation>
    </message>
</context>
<context>
    <name>CommandList</name>
    <message>
        <source>Find a command</source>
        <translation>명령 찾기</translation>
    </message>
    <message>
        <source>Type a command</source>
        <translation>명령을 입력하세요</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Matching commands</source>
        <translation>일치하는 명령</translation>
    </message>
</context>
<context>
    <name>CompareChoice</name>
    <message>
        <source>Before</source>
        <translation>전</translation>
    </message>
    <message>
        <source>Model before</source>
        <translation>전 모델</translation>
    </message>
    <message>
        <source>After</source>
        <translation>후</translation>
    </message>
    <message>
        <source>Model after</source>
        <translation>후 모델</translation>
    </message>
    <message>
        <source>On</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Pictures to judge by</source>
        <translation>평가할 사진</translation>
    </message>
    <message>
        <source>Held-out pictures of the project ({count})</source>
        <translation>프로젝트의 평가용 사진 ({count})</translation>
    </message>
    <message>
        <source>COCO file...</source>
        <translation>COCO 파일...</translation>
    </message>
    <message>
        <source>COCO files (*.json)</source>
        <translation>COCO 파일 (*.json)</translation>
    </message>
    <message>
        <source>Folder of the pictures</source>
        <translation>사진 폴더</translation>
    </message>
    <message>
        <source>Pictures in {name}...</source>
        <translation>사진 폴더: {name}...</translation>
    </message>
</context>
<context>
    <name>ComparePictures</name>
    <message>
        <source>Before</source>
        <translation>전</translation>
    </message>
    <message>
        <source>What is there</source>
        <translation>정답</translation>
    </message>
    <message>
        <source>After</source>
        <translation>후</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>Right and wrong</source>
        <translation>맞음과 틀림</translation>
    </message>
    <message>
        <source>Level that fired</source>
        <translation>반응한 레벨</translation>
    </message>
    <message>
        <source>Class to show</source>
        <translation>보여 줄 클래스</translation>
    </message>
    <message>
        <source>Colour boxes by</source>
        <translation>상자 색 기준</translation>
    </message>
    <message>
        <source>Lowest score</source>
        <translation>최저 점수</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>right</source>
        <translation>맞음</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>틀림</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>놓침</translation>
    </message>
    <message>
        <source>dashed: found · dotted: missed · solid: what is there</source>
        <translation>파선: 찾음 · 점선: 놓침 · 실선: 정답</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>모든 클래스</translation>
    </message>
    <message>
        <source>Before: {name}</source>
        <translation>전: {name}</translation>
    </message>
    <message>
        <source>After: {name}</source>
        <translation>후: {name}</translation>
    </message>
    <message>
        <source>No picture to compare on</source>
        <translation>비교할 사진이 없습니다</translation>
    </message>
    <message>
        <source>{name}: they differ in 1 box</source>
        <translation>{name}: 상자 1개가 다름</translation>
    </message>
    <message>
        <source>{name}: they differ in {count} boxes</source>
        <translation>{name}: 상자 {count}개가 다름</translation>
    </message>
    <message>
        <source>{found} found · {missed} missed · {wrong} wrong</source>
        <translation>찾음 {found} · 놓침 {missed} · 틀림 {wrong}</translation>
    </message>
    <message>
        <source>1 box</source>
        <translation>상자 1개</translation>
    </message>
    <message>
        <source>{count} boxes</source>
        <translation>상자 {count}개</translation>
    </message>
</context>
<context>
    <name>CompareStrip</name>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Show boxes as usual</source>
        <translation>상자를 평소대로 보기</translation>
    </message>
    <message>
        <source>All</source>
        <translation>모두</translation>
    </message>
    <message>
        <source>Agreed</source>
        <translation>일치</translation>
    </message>
    <message>
        <source>Only model</source>
        <translation>모델만</translation>
    </message>
    <message>
        <source>Only person</source>
        <translation>사람만</translation>
    </message>
    <message>
        <source>The model has not seen this picture yet.</source>
        <translation>모델이 아직 이 사진을 보지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>CompareTable</name>
    <message>
        <source>Figures of both models</source>
        <translation>두 모델의 수치</translation>
    </message>
    <message>
        <source>What</source>
        <translation>항목</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>상자</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>전</translation>
    </message>
    <message>
        <source>After</source>
        <translation>후</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변화</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 구간</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>판단</translation>
    </message>
    <message>
        <source>Over all</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>AP50 by class</source>
        <translation>클래스별 AP50</translation>
    </message>
    <message>
        <source>AP50 by size of the box</source>
        <translation>상자 크기별 AP50</translation>
    </message>
    <message>
        <source>AP50 by level</source>
        <translation>레벨별 AP50</translation>
    </message>
    <message>
        <source>Enter shows its pictures</source>
        <translation>Enter로 사진을 봅니다</translation>
    </message>
</context>
<context>
    <name>CompareWindow</name>
    <message>
        <source>Compare models</source>
        <translation>모델 비교</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Share of the pictures that is judged</source>
        <translation>평가한 사진의 비율</translation>
    </message>
    <message>
        <source>What speaks against the second model</source>
        <translation>둘째 모델에 불리한 점</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>수치</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Level that fired</source>
        <translation>반응한 레벨</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Both models look at the pictures...</source>
        <translation>두 모델이 사진을 보고 있습니다...</translation>
    </message>
    <message>
        <source>Choose two models. Those that you train or add appear in the list by themselves.</source>
        <translation>모델 두 개를 고르세요. 학습하거나 추가한 모델은 목록에 저절로 나타납니다.</translation>
    </message>
    <message>
        <source>No picture is held out yet. Review some: about a fifth of them judge models and are never trained on. Or judge by a COCO file.</source>
        <translation>아직 평가용 사진이 없습니다. 사진을 검수하세요. 그 가운데 약 5분의 1은 모델을 평가하고 훈련에는 쓰이지 않습니다. 또는 COCO 파일로 평가하세요.</translation>
    </message>
    <message>
        <source>Press Compare: both models look at the same pictures.</source>
        <translation>비교를 누르면 두 모델이 같은 사진을 봅니다.</translation>
    </message>
    <message>
        <source>{after} is better than {before}</source>
        <translation>{after} 모델이 {before} 모델보다 낫습니다</translation>
    </message>
    <message>
        <source>{after} is worse than {before} in something</source>
        <translation>{after} 모델이 {before} 모델보다 못한 점이 있습니다</translation>
    </message>
    <message>
        <source>{after} and {before}: no difference beyond chance</source>
        <translation>{after}, {before}: 우연을 넘는 차이가 없습니다</translation>
    </message>
    <message>
        <source>{after} and {before}: too few boxes to judge</source>
        <translation>{after}, {before}: 판단하기에 상자가 적습니다</translation>
    </message>
    <message>
        <source>{after} is better than {before} over all, and worse in something</source>
        <translation>{after} 모델이 {before} 모델보다 전체로는 낫지만 못한 점이 있습니다</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>외 {count}개</translation>
    </message>
    <message>
        <source>{pictures} pictures, {boxes} boxes</source>
        <translation>사진 {pictures}장, 상자 {boxes}개</translation>
    </message>
    <message>
        <source>{before} → {after} ms a picture</source>
        <translation>사진당 {before} → {after} ms</translation>
    </message>
    <message>
        <source>judged at the end of its run</source>
        <translation>학습이 끝날 때 평가함</translation>
    </message>
    <message>
        <source>judged here</source>
        <translation>여기서 평가함</translation>
    </message>
    <message>
        <source>Adopt {title}</source>
        <translation>{title} 채택</translation>
    </message>
    <message>
        <source>It is in use in this project</source>
        <translation>이 프로젝트에서 사용 중입니다</translation>
    </message>
</context>
<context>
    <name>Comparing</name>
    <message>
        <source>The system ended the comparison, perhaps for lack of memory.</source>
        <translation>시스템이 비교를 끝냈습니다. 메모리가 모자랐을 수 있습니다.</translation>
    </message>
    <message>
        <source>The comparison ended with code {code}.</source>
        <translation>비교가 코드 {code}(으)로 끝났습니다.</translation>
    </message>
</context>
<context>
    <name>CurrentFile</name>
    <message>
        <source>{name} has changed on disk.</source>
        <translation>{name}이(가) 디스크에서 바뀌었습니다.</translation>
    </message>
</context>
<context>
    <name>CurvePlot</name>
    <message>
        <source>step {step}: {value}</source>
        <translation>{step} 단계: {value}</translation>
    </message>
    <message>
        <source>step</source>
        <translation>단계</translation>
    </message>
</context>
<context>
    <name>DatasetPanel</name>
    <message>
        <source>Share of reviewed pictures</source>
        <translation>검수한 사진의 비율</translation>
    </message>
    <message>
        <source>boxes</source>
        <translation>상자</translation>
    </message>
    <message>
        <source>Boxes of each class</source>
        <translation>클래스별 상자</translation>
    </message>
    <message>
        <source>Sizes of boxes</source>
        <translation>상자 크기</translation>
    </message>
    <message>
        <source>square root of the area, pixels</source>
        <translation>넓이의 제곱근, 픽셀</translation>
    </message>
    <message>
        <source>Boxes of each level</source>
        <translation>레벨별 상자</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>Likely mistakes</source>
        <translation>실수로 보이는 것</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Sizes</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>In pixels of the picture</source>
        <translation>사진 픽셀 기준</translation>
    </message>
    <message>
        <source>In pixels of the network&apos;s input</source>
        <translation>네트워크 입력 픽셀 기준</translation>
    </message>
    <message>
        <source>Level that fired</source>
        <translation>반응한 레벨</translation>
    </message>
    <message>
        <source>Counting...</source>
        <translation>세는 중...</translation>
    </message>
    <message>
        <source>{pictures} pictures, {reviewed} reviewed ({share} %)</source>
        <translation>사진 {pictures}장, 검수 {reviewed}장 ({share} %)</translation>
    </message>
    <message>
        <source>{boxes} boxes, {detections} detections</source>
        <translation>상자 {boxes}개, 검출 {detections}개</translation>
    </message>
    <message>
        <source>Videos: {videos}, reviewed frames: {frames}</source>
        <translation>비디오 {videos}개, 검수된 프레임 {frames}개</translation>
    </message>
    <message>
        <source>Computed between keyframes: {computed}</source>
        <translation>키프레임 사이에서 계산된 상자 {computed}개</translation>
    </message>
    <message>
        <source>{count} others</source>
        <translation>그 외 {count}개</translation>
    </message>
    <message>
        <source>{count} boxes are on pictures that this model has not seen yet.</source>
        <translation>상자 {count}개는 이 모델이 아직 보지 않은 사진에 있습니다.</translation>
    </message>
    <message>
        <source>No boxes yet: draw one with W, or accept a detection with Enter.</source>
        <translation>아직 상자가 없습니다. W로 그리거나 Enter로 검출을 수락하세요.</translation>
    </message>
    <message>
        <source>Colours: the level whose anchors are nearest in size.</source>
        <translation>색: 앵커 크기가 가장 가까운 레벨.</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>직접 그림</translation>
    </message>
    <message>
        <source>Accepted detections are counted here.</source>
        <translation>수락한 검출을 여기서 셉니다.</translation>
    </message>
    <message>
        <source>A click goes there. They may be right: look at each.</source>
        <translation>클릭하면 그곳으로 갑니다. 맞을 수도 있으니 하나씩 확인하세요.</translation>
    </message>
    <message>
        <source>None found.</source>
        <translation>없습니다.</translation>
    </message>
    <message>
        <source>This box is not there any more.</source>
        <translation>이 상자는 이제 없습니다.</translation>
    </message>
    <message>
        <source>{name}: lies on another box (IoU {value:.2f})</source>
        <translation>{name}: 다른 상자와 겹침 (IoU {value:.2f})</translation>
    </message>
    <message>
        <source>{name}: only {value:.1f} px thin</source>
        <translation>{name}: 두께가 {value:.1f} px뿐임</translation>
    </message>
    <message>
        <source>{name}: {value:.0f} px outside of the picture</source>
        <translation>{name}: 사진 밖으로 {value:.0f} px 벗어남</translation>
    </message>
    <message>
        <source>{name}: {value:.1f} times the usual size</source>
        <translation>{name}: 보통 크기의 {value:.1f}배</translation>
    </message>
</context>
<context>
    <name>DeleteQuestions</name>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Where is the track to be deleted?</source>
        <translation>트랙을 어디에서 삭제할까요?</translation>
    </message>
    <message>
        <source>Where are {count} tracks to be deleted?</source>
        <translation>트랙 {count}개를 어디에서 삭제할까요?</translation>
    </message>
    <message>
        <source>The box is that of a track on frame {frame} and on others.</source>
        <translation>이 상자는 프레임 {frame}과 다른 프레임에 걸친 트랙의 것입니다.</translation>
    </message>
    <message>
        <source>&amp;This frame</source>
        <translation>이 프레임(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;From here on</source>
        <translation>여기부터(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Whole track</source>
        <translation>트랙 전체(&amp;W)</translation>
    </message>
</context>
<context>
    <name>DetectDialog</name>
    <message>
        <source>Detect a video</source>
        <translation>비디오 검출</translation>
    </message>
    <message>
        <source>Every how many frames</source>
        <translation>몇 프레임마다</translation>
    </message>
    <message>
        <source>What will be done</source>
        <translation>할 일</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>검출</translation>
    </message>
    <message>
        <source>Every n-th frame, n =</source>
        <translation>n번째 프레임마다, n =</translation>
    </message>
    <message>
        <source>Frames that this model has seen are not detected again.</source>
        <translation>이 모델이 이미 본 프레임은 다시 검출하지 않습니다.</translation>
    </message>
    <message>
        <source>{count} frames, one every {apart} s, of {length}.</source>
        <translation>{length} 동안 {apart}초마다 하나씩 {count}프레임.</translation>
    </message>
    <message>
        <source>How long it takes is known once one frame was detected.</source>
        <translation>한 프레임을 검출하면 걸리는 시간을 알 수 있습니다.</translation>
    </message>
    <message>
        <source>At {ms} ms a frame that takes {time}.</source>
        <translation>프레임당 {ms} ms로 {time} 걸립니다.</translation>
    </message>
    <message>
        <source>about {count} s</source>
        <translation>약 {count}초</translation>
    </message>
    <message>
        <source>about {count} min</source>
        <translation>약 {count}분</translation>
    </message>
    <message>
        <source>about {count} h</source>
        <translation>약 {count}시간</translation>
    </message>
</context>
<context>
    <name>DetectionClient</name>
    <message>
        <source>The detector stopped and is being started again.</source>
        <translation>검출기가 멈춰 다시 시작하고 있습니다.</translation>
    </message>
    <message>
        <source>The detector stopped twice on {name}; it is left out.</source>
        <translation>{name}에서 검출기가 두 번 멈춰 건너뜁니다.</translation>
    </message>
    <message>
        <source>The detector stopped {count} times. Press I to try again; the log has its last words.</source>
        <translation>검출기가 {count}번 멈췄습니다. I를 눌러 다시 시도하세요. 마지막 메시지는 로그에 있습니다.</translation>
    </message>
</context>
<context>
    <name>DetectionModel</name>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>레벨</translation>
    </message>
    <message>
        <source>RoI</source>
        <translation>RoI</translation>
    </message>
</context>
<context>
    <name>EarlierRuns</name>
    <message>
        <source>Runs of this project</source>
        <translation>이 프로젝트의 학습</translation>
    </message>
    <message>
        <source>from {model}, {when}</source>
        <translation>{model}에서 시작, {when}</translation>
    </message>
</context>
<context>
    <name>EditorBase</name>
    <message>
        <source>class {name} added</source>
        <translation>클래스 {name} 추가됨</translation>
    </message>
    <message>
        <source>classes {names} added</source>
        <translation>클래스 {names} 추가됨</translation>
    </message>
    <message>
        <source>A locked box stays as it is; L unlocks it.</source>
        <translation>잠긴 상자는 바뀌지 않습니다. L로 잠금을 풉니다.</translation>
    </message>
    <message>
        <source>{count} locked boxes stay as they are; L unlocks them.</source>
        <translation>잠긴 상자 {count}개는 바뀌지 않습니다. L로 잠금을 풉니다.</translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>Draw a box</source>
        <translation>상자 그리기</translation>
    </message>
    <message>
        <source>Draw {count} boxes</source>
        <translation>상자 {count}개 그리기</translation>
    </message>
    <message>
        <source>Move a box</source>
        <translation>상자 이동</translation>
    </message>
    <message>
        <source>Move {count} boxes</source>
        <translation>상자 {count}개 이동</translation>
    </message>
    <message>
        <source>Resize a box</source>
        <translation>상자 크기 조절</translation>
    </message>
    <message>
        <source>Resize {count} boxes</source>
        <translation>상자 {count}개 크기 조절</translation>
    </message>
    <message>
        <source>Set the class of a box</source>
        <translation>상자 클래스 지정</translation>
    </message>
    <message>
        <source>Set the class of {count} boxes</source>
        <translation>상자 {count}개 클래스 지정</translation>
    </message>
    <message>
        <source>Delete a box</source>
        <translation>상자 삭제</translation>
    </message>
    <message>
        <source>Delete {count} boxes</source>
        <translation>상자 {count}개 삭제</translation>
    </message>
    <message>
        <source>Duplicate a box</source>
        <translation>상자 복제</translation>
    </message>
    <message>
        <source>Duplicate {count} boxes</source>
        <translation>상자 {count}개 복제</translation>
    </message>
    <message>
        <source>Paste a box</source>
        <translation>상자 붙여넣기</translation>
    </message>
    <message>
        <source>Paste {count} boxes</source>
        <translation>상자 {count}개 붙여넣기</translation>
    </message>
    <message>
        <source>Paste a box of the picture before</source>
        <translation>이전 사진의 상자 붙여넣기</translation>
    </message>
    <message>
        <source>Paste {count} boxes of the picture before</source>
        <translation>이전 사진의 상자 {count}개 붙여넣기</translation>
    </message>
    <message>
        <source>Copy a box to the next picture</source>
        <translation>다음 사진으로 상자 복사</translation>
    </message>
    <message>
        <source>Copy {count} boxes to the next picture</source>
        <translation>다음 사진으로 상자 {count}개 복사</translation>
    </message>
    <message>
        <source>Change a box</source>
        <translation>상자 변경</translation>
    </message>
    <message>
        <source>Change {count} boxes</source>
        <translation>상자 {count}개 변경</translation>
    </message>
    <message>
        <source>Lock a box</source>
        <translation>상자 잠금</translation>
    </message>
    <message>
        <source>Lock {count} boxes</source>
        <translation>상자 {count}개 잠금</translation>
    </message>
    <message>
        <source>Unlock a box</source>
        <translation>상자 잠금 해제</translation>
    </message>
    <message>
        <source>Unlock {count} boxes</source>
        <translation>상자 {count}개 잠금 해제</translation>
    </message>
    <message>
        <source>Accept a detection</source>
        <translation>검출 수락</translation>
    </message>
    <message>
        <source>Accept {count} detections</source>
        <translation>검출 {count}개 수락</translation>
    </message>
    <message>
        <source>Reject a detection</source>
        <translation>검출 거부</translation>
    </message>
    <message>
        <source>Reject {count} detections</source>
        <translation>검출 {count}개 거부</translation>
    </message>
    <message>
        <source>Take a rejection back</source>
        <translation>거부 취소</translation>
    </message>
    <message>
        <source>Take {count} rejections back</source>
        <translation>거부 {count}개 취소</translation>
    </message>
    <message>
        <source>Pick a proposal</source>
        <translation>제안 고르기</translation>
    </message>
    <message>
        <source>Pick {count} proposals</source>
        <translation>제안 {count}개 고르기</translation>
    </message>
    <message>
        <source>Mark a picture reviewed</source>
        <translation>사진을 검수됨으로 표시</translation>
    </message>
    <message>
        <source>Mark {count} pictures reviewed</source>
        <translation>사진 {count}장을 검수됨으로 표시</translation>
    </message>
    <message>
        <source>Mark a picture not reviewed</source>
        <translation>사진의 검수됨 해제</translation>
    </message>
    <message>
        <source>Mark {count} pictures not reviewed</source>
        <translation>사진 {count}장의 검수됨 해제</translation>
    </message>
    <message>
        <source>Flag a picture</source>
        <translation>사진에 깃발 표시</translation>
    </message>
    <message>
        <source>Flag {count} pictures</source>
        <translation>사진 {count}장에 깃발 표시</translation>
    </message>
    <message>
        <source>Take the flag off a picture</source>
        <translation>사진의 깃발 해제</translation>
    </message>
    <message>
        <source>Take the flag off {count} pictures</source>
        <translation>사진 {count}장의 깃발 해제</translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation>메모 쓰기</translation>
    </message>
    <message>
        <source>Write {count} notes</source>
        <translation>메모 {count}개 쓰기</translation>
    </message>
    <message>
        <source>Change the split of a picture</source>
        <translation>사진의 분할 변경</translation>
    </message>
    <message>
        <source>Change the split of {count} pictures</source>
        <translation>사진 {count}장의 분할 변경</translation>
    </message>
    <message>
        <source>Add class “{name}”</source>
        <translation>클래스 “{name}” 추가</translation>
    </message>
    <message>
        <source>Add {count} classes</source>
        <translation>클래스 {count}개 추가</translation>
    </message>
    <message>
        <source>Rename class “{name}”</source>
        <translation>클래스 “{name}” 이름 바꾸기</translation>
    </message>
    <message>
        <source>Rename {count} classes</source>
        <translation>클래스 {count}개 이름 바꾸기</translation>
    </message>
    <message>
        <source>Change the colour of “{name}”</source>
        <translation>“{name}” 색 변경</translation>
    </message>
    <message>
        <source>Change {count} colours</source>
        <translation>색 {count}개 변경</translation>
    </message>
    <message>
        <source>Change the order of classes</source>
        <translation>클래스 순서 변경</translation>
    </message>
    <message>
        <source>Change the key of “{name}”</source>
        <translation>“{name}” 단축키 변경</translation>
    </message>
    <message>
        <source>Change {count} keys of classes</source>
        <translation>클래스 단축키 {count}개 변경</translation>
    </message>
    <message>
        <source>Merge a class into “{name}”</source>
        <translation>클래스를 “{name}”에 합치기</translation>
    </message>
    <message>
        <source>Merge {count} classes</source>
        <translation>클래스 {count}개 합치기</translation>
    </message>
    <message>
        <source>Delete class “{name}”</source>
        <translation>클래스 “{name}” 삭제</translation>
    </message>
    <message>
        <source>Delete {count} classes</source>
        <translation>클래스 {count}개 삭제</translation>
    </message>
    <message>
        <source>Import a class</source>
        <translation>클래스 가져오기</translation>
    </message>
    <message>
        <source>Import {count} classes</source>
        <translation>클래스 {count}개 가져오기</translation>
    </message>
    <message>
        <source>Import a picture&apos;s labels</source>
        <translation>사진의 라벨 가져오기</translation>
    </message>
    <message>
        <source>Import labels of {count} pictures</source>
        <translation>사진 {count}장의 라벨 가져오기</translation>
    </message>
    <message>
        <source>Start a track</source>
        <translation>트랙 시작</translation>
    </message>
    <message>
        <source>Start {count} tracks</source>
        <translation>트랙 {count}개 시작</translation>
    </message>
    <message>
        <source>Add a keyframe</source>
        <translation>키프레임 추가</translation>
    </message>
    <message>
        <source>Add {count} keyframes</source>
        <translation>키프레임 {count}개 추가</translation>
    </message>
    <message>
        <source>Remove a keyframe</source>
        <translation>키프레임 제거</translation>
    </message>
    <message>
        <source>Remove {count} keyframes</source>
        <translation>키프레임 {count}개 제거</translation>
    </message>
    <message>
        <source>Hide a track on a frame</source>
        <translation>프레임에서 트랙 숨기기</translation>
    </message>
    <message>
        <source>Hide {count} tracks on a frame</source>
        <translation>프레임에서 트랙 {count}개 숨기기</translation>
    </message>
    <message>
        <source>End a track</source>
        <translation>트랙 끝내기</translation>
    </message>
    <message>
        <source>End {count} tracks</source>
        <translation>트랙 {count}개 끝내기</translation>
    </message>
    <message>
        <source>Let a track go on</source>
        <translation>트랙 이어 가기</translation>
    </message>
    <message>
        <source>Let {count} tracks go on</source>
        <translation>트랙 {count}개 이어 가기</translation>
    </message>
    <message>
        <source>Delete a track</source>
        <translation>트랙 삭제</translation>
    </message>
    <message>
        <source>Delete {count} tracks</source>
        <translation>트랙 {count}개 삭제</translation>
    </message>
    <message>
        <source>Split a track</source>
        <translation>트랙 나누기</translation>
    </message>
    <message>
        <source>Split {count} tracks</source>
        <translation>트랙 {count}개 나누기</translation>
    </message>
    <message>
        <source>Merge two tracks</source>
        <translation>트랙 둘 합치기</translation>
    </message>
    <message>
        <source>Merge {count} tracks</source>
        <translation>트랙 {count}개 합치기</translation>
    </message>
    <message>
        <source>Set the class of a track</source>
        <translation>트랙의 클래스 지정</translation>
    </message>
    <message>
        <source>Set the class of {count} tracks</source>
        <translation>트랙 {count}개의 클래스 지정</translation>
    </message>
    <message>
        <source>Carry a box on over frames</source>
        <translation>상자를 다음 프레임들로 이어 가기</translation>
    </message>
    <message>
        <source>Carry {count} boxes on over frames</source>
        <translation>상자 {count}개를 다음 프레임들로 이어 가기</translation>
    </message>
    <message>
        <source>Accept a track</source>
        <translation>트랙 수락</translation>
    </message>
    <message>
        <source>Accept {count} tracks</source>
        <translation>트랙 {count}개 수락</translation>
    </message>
    <message>
        <source>Mark a range reviewed</source>
        <translation>구간을 검수됨으로 표시</translation>
    </message>
    <message>
        <source>Mark {count} ranges reviewed</source>
        <translation>구간 {count}개를 검수됨으로 표시</translation>
    </message>
    <message>
        <source>Leave a region out of a video</source>
        <translation>비디오에서 영역 제외</translation>
    </message>
    <message>
        <source>Leave {count} regions out of a video</source>
        <translation>비디오에서 영역 {count}개 제외</translation>
    </message>
    <message>
        <source>Bring a region back</source>
        <translation>영역 되돌리기</translation>
    </message>
    <message>
        <source>Bring {count} regions back</source>
        <translation>영역 {count}개 되돌리기</translation>
    </message>
    <message>
        <source>Mark a range not reviewed</source>
        <translation>구간을 검수 안 됨으로 표시</translation>
    </message>
    <message>
        <source>Mark {count} ranges not reviewed</source>
        <translation>구간 {count}개를 검수 안 됨으로 표시</translation>
    </message>
</context>
<context>
    <name>ErrorDialogs</name>
    <message>
        <source>Something went wrong</source>
        <translation>문제가 생겼습니다</translation>
    </message>
    <message>
        <source>PyramidLabel met an error and goes on.

{error}</source>
        <translation>오류가 있었지만 PyramidLabel은 계속 실행됩니다.

{error}</translation>
    </message>
    <message>
        <source>The log has it too: {path}</source>
        <translation>로그에도 기록됩니다: {path}</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>보고서 복사</translation>
    </message>
    <message>
        <source>The same error came {count} times: {error}. The log has it.</source>
        <translation>같은 오류가 {count}번 발생했습니다: {error}. 로그에 있습니다.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export labels</source>
        <translation>라벨 내보내기</translation>
    </message>
    <message>
        <source>Browse...</source>
        <translation>찾아보기...</translation>
    </message>
    <message>
        <source>reviewed pictures only</source>
        <translation>검수한 사진만</translation>
    </message>
    <message>
        <source>all pictures with annotations</source>
        <translation>어노테이션이 있는 모든 사진</translation>
    </message>
    <message>
        <source>On pictures not reviewed, add undecided detections from this score up:</source>
        <translation>검수하지 않은 사진에는 이 점수 이상의 미결정 검출도 추가:</translation>
    </message>
    <message>
        <source>Lowest score</source>
        <translation>최저 점수</translation>
    </message>
    <message>
        <source>Split pictures without a split; share of train in %:</source>
        <translation>분할이 없는 사진 나누기; train 비율(%):</translation>
    </message>
    <message>
        <source>Share of train</source>
        <translation>train 비율</translation>
    </message>
    <message>
        <source>Copy the pictures too</source>
        <translation>사진도 복사</translation>
    </message>
    <message>
        <source>Count pixels from 1, as in the VOC devkit</source>
        <translation>VOC devkit처럼 픽셀을 1부터 세기</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행률</translation>
    </message>
    <message>
        <source>Mirror: write labels there after every edit, too</source>
        <translation>미러: 편집할 때마다 그곳에도 라벨 쓰기</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Frames of videos among them: {count}; as PNG about {size} MB.</source>
        <translation>그중 비디오 프레임: {count}개, PNG로 약 {size} MB.</translation>
    </message>
    <message>
        <source>Export labels to</source>
        <translation>라벨을 내보낼 곳</translation>
    </message>
    <message>
        <source>COCO (*.json)</source>
        <translation>COCO (*.json)</translation>
    </message>
    <message>
        <source>Choose a place first.</source>
        <translation>먼저 위치를 고르세요.</translation>
    </message>
    <message>
        <source>Exported {boxes} boxes on {pictures} pictures to {path}</source>
        <translation>사진 {pictures}장의 상자 {boxes}개를 {path}에 내보냈습니다</translation>
    </message>
    <message>
        <source>not held by {format}: {count} {what}</source>
        <translation>{format}이(가) 담지 못함: {what} {count}개</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>외 {count}개</translation>
    </message>
</context>
<context>
    <name>ExportVideoDialog</name>
    <message>
        <source>Export video</source>
        <translation>비디오 내보내기</translation>
    </message>
    <message>
        <source>Annotated video (MP4)</source>
        <translation>주석이 그려진 비디오 (MP4)</translation>
    </message>
    <message>
        <source>Frames and labels (PNG, COCO)</source>
        <translation>프레임과 라벨 (PNG, COCO)</translation>
    </message>
    <message>
        <source>Table of annotations and tracks (CSV)</source>
        <translation>주석과 트랙 표 (CSV)</translation>
    </message>
    <message>
        <source>Table of detections (CSV)</source>
        <translation>검출 표 (CSV)</translation>
    </message>
    <message>
        <source>Tracks for CVAT (CVAT for video 1.1)</source>
        <translation>CVAT용 트랙 (CVAT for video 1.1)</translation>
    </message>
    <message>
        <source>Tracks for MOTChallenge (folder)</source>
        <translation>MOTChallenge용 트랙 (폴더)</translation>
    </message>
    <message>
        <source>Detections, as on the canvas</source>
        <translation>캔버스에 보이는 대로의 검출</translation>
    </message>
    <message>
        <source>Annotations, with the boxes between keyframes</source>
        <translation>키프레임 사이의 상자를 포함한 주석</translation>
    </message>
    <message>
        <source>Name the level of each detection</source>
        <translation>검출마다 레벨 이름 표시</translation>
    </message>
    <message>
        <source>Number tracks</source>
        <translation>트랙 번호 표시</translation>
    </message>
    <message>
        <source>reviewed frames only</source>
        <translation>검수된 프레임만</translation>
    </message>
    <message>
        <source>all frames with annotations</source>
        <translation>주석이 있는 모든 프레임</translation>
    </message>
    <message>
        <source>Browse...</source>
        <translation>찾아보기...</translation>
    </message>
    <message>
        <source>What will be written</source>
        <translation>저장할 내용</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>남은 시간</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행률</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>What</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>프레임</translation>
    </message>
    <message>
        <source>Lowest score</source>
        <translation>최저 점수</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Counting frames...</source>
        <translation>프레임을 세는 중...</translation>
    </message>
    <message>
        <source>{count} frames, {length}.</source>
        <translation>프레임 {count}개, {length}.</translation>
    </message>
    <message>
        <source>The model has run on {count} of them.</source>
        <translation>모델이 그중 {count}개를 검출했습니다.</translation>
    </message>
    <message>
        <source>The others show the boxes of the last one before.</source>
        <translation>나머지에는 그 이전 마지막 프레임의 상자가 표시됩니다.</translation>
    </message>
    <message>
        <source>Tracks and single boxes: {tracks}, on all frames {boxes} boxes.</source>
        <translation>트랙과 단일 상자 {tracks}개, 모든 프레임에 상자 {boxes}개.</translation>
    </message>
    <message>
        <source>No box is on a reviewed frame there: review frames first, or take all.</source>
        <translation>검수된 프레임에 상자가 없습니다. 먼저 프레임을 검수하거나 모두를 고르세요.</translation>
    </message>
    <message>
        <source>No box of yours is there.</source>
        <translation>사람의 상자가 없습니다.</translation>
    </message>
    <message>
        <source>No frame of this video is reviewed.</source>
        <translation>이 비디오에 검수된 프레임이 없습니다.</translation>
    </message>
    <message>
        <source>No frame of this video is reviewed or has annotations.</source>
        <translation>이 비디오에 검수되었거나 주석이 있는 프레임이 없습니다.</translation>
    </message>
    <message>
        <source>Frames: {count}, about {size} MB.</source>
        <translation>프레임 {count}개, 약 {size} MB.</translation>
    </message>
    <message>
        <source>Of {reviewed} reviewed frames, at most one a second is written of those without boxes of their own.</source>
        <translation>검수된 프레임 {reviewed}개 가운데 자체 상자가 없는 것은 1초에 최대 한 장을 씁니다.</translation>
    </message>
    <message>
        <source>Frames with computed boxes alone are written if reviewed.</source>
        <translation>계산된 상자만 있는 프레임은 검수된 경우에 씁니다.</translation>
    </message>
    <message>
        <source>Export video to</source>
        <translation>비디오를 내보낼 위치</translation>
    </message>
    <message>
        <source>Choose a place first.</source>
        <translation>먼저 위치를 고르세요.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>바꾸기</translation>
    </message>
    <message>
        <source>{name} is there already. Replace it, or choose another place.</source>
        <translation>{name} 파일이 이미 있습니다. 바꾸거나 다른 위치를 고르세요.</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>숨기기</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>{done} of {total} frames</source>
        <translation>프레임 {total}개 중 {done}개</translation>
    </message>
    <message>
        <source>{done} of {total} boxes</source>
        <translation>상자 {total}개 중 {done}개</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>{time} 남음</translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation>{path}에 내보냈습니다</translation>
    </message>
    <message>
        <source>Boxes: {count}</source>
        <translation>상자: {count}개</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>외 {count}개</translation>
    </message>
</context>
<context>
    <name>Exporter</name>
    <message>
        <source>There are no detections to export yet.</source>
        <translation>아직 내보낼 검출이 없습니다.</translation>
    </message>
    <message>
        <source>Exporting {name}...</source>
        <translation>{name} 내보내는 중...</translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation>내보냄: {path}</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}</source>
        <translation>{path}에 쓸 수 없습니다: {reason}</translation>
    </message>
    <message>
        <source>{name}: pictures can be exported as .png, .jpg or .svg; choose one of these</source>
        <translation>{name}: 사진은 .png, .jpg, .svg로 내보낼 수 있습니다. 이 중에서 고르세요</translation>
    </message>
    <message>
        <source>{name} is an opened picture and is never written to; choose another name</source>
        <translation>{name}은(는) 열려 있는 사진이라 덮어쓰지 않습니다. 다른 이름을 고르세요</translation>
    </message>
    <message>
        <source>Level that fired</source>
        <translation>반응한 레벨</translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation>RoI 레벨</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>트랙</translation>
    </message>
    <message>
        <source>detection</source>
        <translation>검출</translation>
    </message>
    <message>
        <source>stride</source>
        <translation>스트라이드</translation>
    </message>
    <message>
        <source>no track</source>
        <translation>트랙 없음</translation>
    </message>
    <message>
        <source>annotation</source>
        <translation>주석</translation>
    </message>
    <message>
        <source>dashed: model · solid: person</source>
        <translation>점선: 모델 · 실선: 사람</translation>
    </message>
</context>
<context>
    <name>FailuresDialog</name>
    <message>
        <source>Pictures that could not be detected</source>
        <translation>검출하지 못한 사진</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Enter shows the picture.</source>
        <translation>Enter를 누르면 사진을 보여 줍니다.</translation>
    </message>
</context>
<context>
    <name>FiguresTable</name>
    <message>
        <source>Best so far</source>
        <translation>지금까지의 최고</translation>
    </message>
    <message>
        <source>AP50</source>
        <translation>AP50</translation>
    </message>
    <message>
        <source>before</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>after</source>
        <translation>이후</translation>
    </message>
    <message>
        <source>change</source>
        <translation>변화</translation>
    </message>
    <message>
        <source>all</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>old classes</source>
        <translation>기존 클래스</translation>
    </message>
    <message>
        <source>new classes</source>
        <translation>새 클래스</translation>
    </message>
    <message>
        <source>{name} (new)</source>
        <translation>{name} (새 클래스)</translation>
    </message>
</context>
<context>
    <name>FilterChips</name>
    <message>
        <source>Take away the filter: {name}</source>
        <translation>필터 없애기: {name}</translation>
    </message>
    <message>
        <source>Level {name}</source>
        <translation>레벨 {name}</translation>
    </message>
    <message>
        <source>Score {low:.2f} to {high:.2f}</source>
        <translation>점수 {low:.2f}~{high:.2f}</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>깃발 표시함</translation>
    </message>
    <message>
        <source>Not detected</source>
        <translation>검출 안 됨</translation>
    </message>
    <message>
        <source>The first {count}</source>
        <translation>처음 {count}장</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>평가용</translation>
    </message>
    <message>
        <source>New</source>
        <translation>새 사진</translation>
    </message>
    <message>
        <source>Detected</source>
        <translation>검출됨</translation>
    </message>
    <message>
        <source>In work</source>
        <translation>작업 중</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>검수됨</translation>
    </message>
    <message>
        <source>Split {name}</source>
        <translation>분할 {name}</translation>
    </message>
    <message>
        <source>No split</source>
        <translation>분할 없음</translation>
    </message>
</context>
<context>
    <name>FilterPopup</name>
    <message>
        <source>Filters</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>깃발 표시함</translation>
    </message>
    <message>
        <source>Not detected yet</source>
        <translation>아직 검출 안 됨</translation>
    </message>
    <message>
        <source>File is missing</source>
        <translation>파일 없음</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>평가용</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>모두 지우기</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <source>Only</source>
        <translation>만</translation>
    </message>
    <message>
        <source>to</source>
        <translation>~</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>레벨</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Class of a box</source>
        <translation>상자의 클래스</translation>
    </message>
    <message>
        <source>Level that fired for a detection</source>
        <translation>검출의 반응한 레벨</translation>
    </message>
    <message>
        <source>Lowest score of a detection</source>
        <translation>검출의 최저 점수</translation>
    </message>
    <message>
        <source>Highest score of a detection</source>
        <translation>검출의 최고 점수</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>아무거나</translation>
    </message>
</context>
<context>
    <name>FinetuneDialog</name>
    <message>
        <source>Fine-tune</source>
        <translation>미세 조정</translation>
    </message>
    <message>
        <source>Counting...</source>
        <translation>세는 중...</translation>
    </message>
    <message>
        <source>Keep the model&apos;s other classes</source>
        <translation>모델의 다른 클래스 유지</translation>
    </message>
    <message>
        <source>Only my classes</source>
        <translation>내 클래스만</translation>
    </message>
    <message>
        <source>Title of the new model</source>
        <translation>새 모델의 이름</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행률</translation>
    </message>
    <message>
        <source>Pack for another machine...</source>
        <translation>다른 컴퓨터용으로 꾸리기...</translation>
    </message>
    <message>
        <source>Starts from the model {name}.</source>
        <translation>모델 {name}에서 시작합니다.</translation>
    </message>
    <message>
        <source> Its other classes stay: {names}.</source>
        <translation> 다른 클래스는 남습니다: {names}.</translation>
    </message>
    <message>
        <source> Its other classes go: {names}.</source>
        <translation> 다른 클래스는 없앱니다: {names}.</translation>
    </message>
    <message>
        <source>That is {time}. It can be paused, and goes on after a restart; a machine with a graphics card takes a part of it: pack the run for that one.</source>
        <translation>{time} 걸립니다. 일시 정지할 수 있고 다시 시작해도 이어집니다. 그래픽 카드가 있는 컴퓨터라면 훨씬 빠릅니다. 그 컴퓨터용으로 꾸리세요.</translation>
    </message>
    <message>
        <source>The model knows {count} other classes ({names}). What becomes of them in the new model? The answer is kept for this project; Advanced changes it.</source>
        <translation>모델은 다른 클래스 {count}개({names})를 압니다. 새 모델에서는 어떻게 할까요? 답은 이 프로젝트에 기억되며 고급에서 바꿉니다.</translation>
    </message>
    <message>
        <source>Pack into a new folder in</source>
        <translation>새 폴더를 만들 곳</translation>
    </message>
    <message>
        <source>Looking at pictures: %v of %m</source>
        <translation>사진을 보는 중: %v / %m</translation>
    </message>
    <message>
        <source>Writing pictures and boxes: %v of %m</source>
        <translation>사진과 상자를 쓰는 중: %v / %m</translation>
    </message>
</context>
<context>
    <name>Flags</name>
    <message>
        <source>Crowd</source>
        <translation>무리</translation>
    </message>
    <message>
        <source>Difficult</source>
        <translation>어려움</translation>
    </message>
    <message>
        <source>Truncated</source>
        <translation>잘림</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>가려짐</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>무시</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>잠김</translation>
    </message>
</context>
<context>
    <name>FolderDetection</name>
    <message>
        <source>A video is detected from its own menu, Video.</source>
        <translation>비디오는 비디오 메뉴에서 검출합니다.</translation>
    </message>
    <message>
        <source>Waiting for the model...</source>
        <translation>모델을 기다리는 중...</translation>
    </message>
    <message>
        <source>The detector stopped on it twice.</source>
        <translation>검출기가 이 사진에서 두 번 멈췄습니다.</translation>
    </message>
</context>
<context>
    <name>FolderScan</name>
    <message>
        <source>{path}: no pictures or videos in this folder</source>
        <translation>{path}: 이 폴더에 사진이나 비디오가 없습니다</translation>
    </message>
    <message>
        <source>{path}: there is no such file or folder</source>
        <translation>{path}: 파일이나 폴더가 없습니다</translation>
    </message>
    <message>
        <source>{path}: not a picture or video; these can be opened: {kinds}</source>
        <translation>{path}: 사진이나 비디오가 아닙니다. 열 수 있는 것: {kinds}</translation>
    </message>
</context>
<context>
    <name>FolderStrip</name>
    <message>
        <source>Folder detection</source>
        <translation>폴더 검출</translation>
    </message>
    <message>
        <source>Share of the pictures that is detected</source>
        <translation>검출한 사진의 비율</translation>
    </message>
    <message>
        <source>1 picture failed</source>
        <translation>사진 1장 실패</translation>
    </message>
    <message>
        <source>{count:,} pictures failed</source>
        <translation>사진 {count:,}장 실패</translation>
    </message>
    <message>
        <source>Detecting</source>
        <translation>검출 중</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 정지됨</translation>
    </message>
    <message>
        <source>Detected</source>
        <translation>검출 완료</translation>
    </message>
    <message>
        <source>{done:,} of {total:,}</source>
        <translation>{total:,}장 중 {done:,}장</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>1분 미만 남음</translation>
    </message>
    <message>
        <source>about {count} min left</source>
        <translation>약 {count}분 남음</translation>
    </message>
    <message>
        <source>about {count} h left</source>
        <translation>약 {count}시간 남음</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
</context>
<context>
    <name>FolderWatch</name>
    <message>
        <source>1 renamed picture found again</source>
        <translation>이름이 바뀐 사진 1장을 다시 찾음</translation>
    </message>
    <message>
        <source>{count} renamed pictures found again</source>
        <translation>이름이 바뀐 사진 {count}장을 다시 찾음</translation>
    </message>
    <message>
        <source>1 new picture</source>
        <translation>새 사진 1장</translation>
    </message>
    <message>
        <source>{count} new pictures</source>
        <translation>새 사진 {count}장</translation>
    </message>
    <message>
        <source>1 picture is missing; Picture &gt; Locate... says where it is.</source>
        <translation>사진 1장이 없습니다. 사진 &gt; 위치 지정...에서 알려 주세요.</translation>
    </message>
    <message>
        <source>{count} pictures are missing; Picture &gt; Locate... says where they are.</source>
        <translation>사진 {count}장이 없습니다. 사진 &gt; 위치 지정...에서 알려 주세요.</translation>
    </message>
    <message>
        <source>1 picture found again</source>
        <translation>사진 1장을 다시 찾음</translation>
    </message>
    <message>
        <source>{count} pictures found again</source>
        <translation>사진 {count}장을 다시 찾음</translation>
    </message>
    <message>
        <source>{name} is not there.</source>
        <translation>{name}이(가) 없습니다.</translation>
    </message>
</context>
<context>
    <name>FollowDialog</name>
    <message>
        <source>Follow to next frames</source>
        <translation>다음 프레임으로 따라가기</translation>
    </message>
    <message>
        <source>Over how many frames</source>
        <translation>프레임 수</translation>
    </message>
    <message>
        <source>Look where the boxes are (optical flow)</source>
        <translation>상자가 어디로 갔는지 찾기 (광학 흐름)</translation>
    </message>
    <message>
        <source>Keep the boxes where they are</source>
        <translation>상자를 제자리에 두기</translation>
    </message>
    <message>
        <source>What will be done</source>
        <translation>할 일</translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation>진행 정도</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>따라가기</translation>
    </message>
    <message>
        <source>Next frames:</source>
        <translation>다음 프레임:</translation>
    </message>
    <message>
        <source>Keyframes that a track has on these frames give way.</source>
        <translation>이 프레임들에 있는 트랙의 키프레임은 대체됩니다.</translation>
    </message>
    <message>
        <source>From frame {first} to frame {last}, at {time}.</source>
        <translation>프레임 {first}부터 {last}까지, {time}.</translation>
    </message>
</context>
<context>
    <name>FollowedTrack</name>
    <message>
        <source>The detection of track {number} is hidden here: by score, class, level</source>
        <translation>트랙 {number}의 검출이 여기서는 점수, 클래스, 레벨 때문에 숨겨져 있습니다</translation>
    </message>
    <message>
        <source>Detect some frames (Ctrl+Alt+I): then it shows which levels fire.</source>
        <translation>프레임을 검출하면(Ctrl+Alt+I) 어느 레벨이 발화하는지 보입니다.</translation>
    </message>
    <message>
        <source>Click a box to see which level fires for it over time.</source>
        <translation>상자를 클릭하면 시간에 따라 어느 레벨이 발화하는지 보입니다.</translation>
    </message>
    <message>
        <source>This box belongs to no track: no other frame has it.</source>
        <translation>이 상자는 트랙에 속하지 않습니다. 다른 프레임에는 없습니다.</translation>
    </message>
</context>
<context>
    <name>FramePicking</name>
    <message>
        <source>No picked frame comes after this one.</source>
        <translation>이 뒤에는 고른 프레임이 없습니다.</translation>
    </message>
    <message>
        <source>No picked frame comes before this one.</source>
        <translation>이 앞에는 고른 프레임이 없습니다.</translation>
    </message>
</context>
<context>
    <name>FrameReview</name>
    <message>
        <source>Reviewed already.</source>
        <translation>이미 검수되었습니다.</translation>
    </message>
    <message>
        <source>Not reviewed as it is.</source>
        <translation>검수되지 않은 상태입니다.</translation>
    </message>
    <message>
        <source>Frame {first} is reviewed</source>
        <translation>프레임 {first} 검수됨</translation>
    </message>
    <message>
        <source>Frame {first} is not reviewed</source>
        <translation>프레임 {first} 검수 안 됨</translation>
    </message>
    <message>
        <source>Frames {first} to {last} are reviewed</source>
        <translation>프레임 {first}~{last} 검수됨</translation>
    </message>
    <message>
        <source>Frames {first} to {last} are not reviewed</source>
        <translation>프레임 {first}~{last} 검수 안 됨</translation>
    </message>
</context>
<context>
    <name>GalleryView</name>
    <message>
        <source>Crops of boxes</source>
        <translation>상자 조각</translation>
    </message>
    <message>
        <source>person and model agree</source>
        <translation>사람과 모델이 일치</translation>
    </message>
    <message>
        <source>only the model sees it</source>
        <translation>모델만 찾음</translation>
    </message>
    <message>
        <source>only the person sees it</source>
        <translation>사람만 표시함</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>거부됨</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>직접 그림</translation>
    </message>
    <message>
        <source>agreed</source>
        <translation>일치</translation>
    </message>
    <message>
        <source>model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>person</source>
        <translation>사람</translation>
    </message>
</context>
<context>
    <name>GalleryWindow</name>
    <message>
        <source>Gallery</source>
        <translation>갤러리</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>수락</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>거부</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Agreed</source>
        <translation>일치</translation>
    </message>
    <message>
        <source>Only model</source>
        <translation>모델만</translation>
    </message>
    <message>
        <source>Only person</source>
        <translation>사람만</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>거부됨</translation>
    </message>
    <message>
        <source>Highest score first</source>
        <translation>점수 높은 순</translation>
    </message>
    <message>
        <source>Lowest score first</source>
        <translation>점수 낮은 순</translation>
    </message>
    <message>
        <source>Smallest first</source>
        <translation>작은 순</translation>
    </message>
    <message>
        <source>Largest first</source>
        <translation>큰 순</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>클래스별</translation>
    </message>
    <message>
        <source>Class to show</source>
        <translation>볼 클래스</translation>
    </message>
    <message>
        <source>Level to show</source>
        <translation>볼 레벨</translation>
    </message>
    <message>
        <source>State to show</source>
        <translation>볼 상태</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>순서</translation>
    </message>
    <message>
        <source>Lowest score</source>
        <translation>최저 점수</translation>
    </message>
    <message>
        <source>Highest score</source>
        <translation>최고 점수</translation>
    </message>
    <message>
        <source>Class to give</source>
        <translation>지정할 클래스</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Detections become boxes of yours (Ctrl+Enter)</source>
        <translation>검출을 내 상자로 만듭니다 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Detections are not wanted (X)</source>
        <translation>검출을 거부합니다 (X)</translation>
    </message>
    <message>
        <source>Boxes of yours go (Delete)</source>
        <translation>내 상자를 지웁니다 (Delete)</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>모든 클래스</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>모든 레벨</translation>
    </message>
    <message>
        <source>Drawn</source>
        <translation>직접 그림</translation>
    </message>
    <message>
        <source>{shown} of {all}</source>
        <translation>{all}개 중 {shown}개</translation>
    </message>
    <message>
        <source> · reading {done} of {all} pictures</source>
        <translation> · 사진 {all}장 중 {done}장 읽는 중</translation>
    </message>
    <message>
        <source>Reading boxes...</source>
        <translation>상자를 읽는 중...</translation>
    </message>
    <message>
        <source>No box is like that: choose other filters above.</source>
        <translation>조건에 맞는 상자가 없습니다. 위에서 다른 필터를 고르세요.</translation>
    </message>
    <message>
        <source>No boxes yet. Draw some, or detect the folder with Ctrl+I; they appear here.</source>
        <translation>아직 상자가 없습니다. 상자를 그리거나 Ctrl+I로 폴더를 검출하면 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>Set class</source>
        <translation>클래스 지정</translation>
    </message>
    <message>
        <source>1 chosen</source>
        <translation>1개 선택</translation>
    </message>
    <message>
        <source>{count} chosen</source>
        <translation>{count}개 선택</translation>
    </message>
    <message>
        <source>No class has the key {number}.</source>
        <translation>단축키 {number}번인 클래스가 없습니다.</translation>
    </message>
    <message>
        <source>{count} changed; Ctrl+Z undoes it.</source>
        <translation>{count}개 변경; Ctrl+Z로 취소합니다.</translation>
    </message>
</context>
<context>
    <name>GuardDialog</name>
    <message>
        <source>Adopt {title}?</source>
        <translation>{title} 모델을 채택할까요?</translation>
    </message>
    <message>
        <source>Look at the comparison</source>
        <translation>비교 보기</translation>
    </message>
    <message>
        <source>Keep the old model</source>
        <translation>이전 모델 유지</translation>
    </message>
    <message>
        <source>Adopt anyway</source>
        <translation>그래도 채택</translation>
    </message>
    <message>
        <source>What was found out about it cannot be read</source>
        <translation>평가 결과를 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>It is worse in something</source>
        <translation>못한 점이 있습니다</translation>
    </message>
    <message>
        <source>It was judged on few pictures</source>
        <translation>적은 사진으로 평가했습니다</translation>
    </message>
    <message>
        <source>Adopting can be taken back with one click.</source>
        <translation>채택은 클릭 한 번으로 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>On {count} held-out pictures, {title} against {before}:</source>
        <translation>평가용 사진 {count}장에서 {title} 모델을 {before} 모델과 견주면:</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>외 {count}개</translation>
    </message>
    <message>
        <source>{name} fell from {before} to {after} ({boxes} boxes)</source>
        <translation>{name}: {before}에서 {after}(으)로 떨어짐 (상자 {boxes}개)</translation>
    </message>
    <message>
        <source>{count} held-out pictures are few: from {enough} on, figures say something. Review more pictures; a share of them is held out.</source>
        <translation>평가용 사진 {count}장은 적습니다. {enough}장부터 수치에 의미가 있습니다. 사진을 더 검수하면 그 일부가 평가용이 됩니다.</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>All keys</source>
        <translation>모든 단축키</translation>
    </message>
    <message>
        <source>&lt;b&gt;PyramidLabel {version}&lt;/b&gt;&lt;p&gt;Detections coloured by the pyramid level that fired, and why that level.&lt;/p&gt;&lt;p&gt;Model: {model}&lt;br&gt;Device: {device}&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</source>
        <translation>&lt;b&gt;PyramidLabel {version}&lt;/b&gt;&lt;p&gt;반응한 피라미드 레벨로 검출에 색을 입히고, 왜 그 레벨인지 보여 줍니다.&lt;/p&gt;&lt;p&gt;모델: {model}&lt;br&gt;장치: {device}&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</translation>
    </message>
    <message>
        <source>About PyramidLabel</source>
        <translation>PyramidLabel 정보</translation>
    </message>
    <message>
        <source>How PyramidLabel works</source>
        <translation>PyramidLabel 사용법</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
</context>
<context>
    <name>Hints</name>
    <message>
        <source>{key} plays the video and pauses it; the arrows step from frame to frame.</source>
        <translation>{key}로 비디오를 재생하고 멈춥니다. 화살표는 프레임을 하나씩 옮깁니다.</translation>
    </message>
    <message>
        <source>{key} accepts the selected detection, X rejects it.</source>
        <translation>{key}: 선택한 검출 수락, X: 거부.</translation>
    </message>
    <message>
        <source>{key} takes back the last step, and the ones before it.</source>
        <translation>{key}: 마지막 단계와 그 이전 단계를 차례로 취소.</translation>
    </message>
    <message>
        <source>All objects annotated? {key} marks the picture reviewed and goes on.</source>
        <translation>모든 물체를 표시했나요? {key}: 검수됨으로 표시하고 다음 사진으로.</translation>
    </message>
    <message>
        <source>{key}, then drag the mouse: that draws a box.</source>
        <translation>{key}를 누르고 마우스를 끌면 상자가 그려집니다.</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>힌트</translation>
    </message>
    <message>
        <source>Close this hint</source>
        <translation>힌트 닫기</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import a checkpoint</source>
        <translation>체크포인트 가져오기</translation>
    </message>
    <message>
        <source>read it from the file</source>
        <translation>파일에서 읽기</translation>
    </message>
    <message>
        <source>optional: names with commas, or a file</source>
        <translation>선택: 쉼표로 나눈 이름이나 파일</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>구조</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>라벨 가져오기</translation>
    </message>
    <message>
        <source>Reading {name}...</source>
        <translation>{name} 읽는 중...</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>상자</translation>
    </message>
    <message>
        <source>In the project</source>
        <translation>프로젝트에 있음</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>문제</translation>
    </message>
    <message>
        <source>These labels are complete: mark the pictures reviewed</source>
        <translation>라벨이 완전합니다: 사진을 검수됨으로 표시</translation>
    </message>
    <message>
        <source>Pictures are in another folder...</source>
        <translation>사진이 다른 폴더에 있음...</translation>
    </message>
    <message>
        <source>Count pixels from 1, as in the VOC devkit</source>
        <translation>VOC devkit처럼 픽셀을 1부터 세기</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행률</translation>
    </message>
    <message>
        <source>The folder of the pictures</source>
        <translation>사진 폴더</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>예</translation>
    </message>
    <message>
        <source>will be added</source>
        <translation>추가됨</translation>
    </message>
    <message>
        <source>{format}: {pictures} pictures, {boxes} boxes</source>
        <translation>{format}: 사진 {pictures}장, 상자 {boxes}개</translation>
    </message>
    <message>
        <source>{count} of the pictures were not found and are left out</source>
        <translation>사진 {count}장을 찾지 못해 제외합니다</translation>
    </message>
    <message>
        <source>boxes between keyframes, which are computed: {count}</source>
        <translation>키프레임 사이에서 계산된 상자: {count}개</translation>
    </message>
    <message>
        <source>{count} polygons shown as boxes</source>
        <translation>폴리곤 {count}개를 상자로 표시</translation>
    </message>
    <message>
        <source>{count} shapes that are no boxes</source>
        <translation>상자가 아닌 도형 {count}개</translation>
    </message>
    <message>
        <source>splits: {names}; val is held out and never trained on</source>
        <translation>분할: {names}; val은 따로 두고 학습에 쓰지 않습니다</translation>
    </message>
    <message>
        <source>{count} problems</source>
        <translation>문제 {count}개</translation>
    </message>
    <message>
        <source>Imported {boxes} boxes on {pictures} pictures.</source>
        <translation>사진 {pictures}장의 상자 {boxes}개를 가져왔습니다.</translation>
    </message>
    <message>
        <source>{count} were there already and are not doubled.</source>
        <translation>{count}개는 이미 있어 다시 넣지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>JobSettings</name>
    <message>
        <source>Other classes of the model</source>
        <translation>모델의 다른 클래스</translation>
    </message>
    <message>
        <source>Kept ones stay as good as they are; without them the model has your classes alone.</source>
        <translation>유지하면 지금만큼 잘 찾습니다. 유지하지 않으면 모델에는 내 클래스만 남습니다.</translation>
    </message>
    <message>
        <source>Keep the model&apos;s other classes</source>
        <translation>모델의 다른 클래스 유지</translation>
    </message>
    <message>
        <source>Only my classes</source>
        <translation>내 클래스만</translation>
    </message>
    <message>
        <source>What is trained</source>
        <translation>학습할 부분</translation>
    </message>
    <message>
        <source>More pictures allow more: what a few cannot teach is left as it is.</source>
        <translation>사진이 많을수록 더 많이 학습합니다. 적은 사진으로 가르칠 수 없는 부분은 그대로 둡니다.</translation>
    </message>
    <message>
        <source>What the pictures allow</source>
        <translation>사진 수에 맞게</translation>
    </message>
    <message>
        <source>The predictor</source>
        <translation>예측기</translation>
    </message>
    <message>
        <source>The heads and the RPN</source>
        <translation>헤드와 RPN</translation>
    </message>
    <message>
        <source>These, and the pyramid</source>
        <translation>여기에 피라미드까지</translation>
    </message>
    <message>
        <source>These, and the end of the backbone</source>
        <translation>여기에 백본의 끝까지</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>학습 시간</translation>
    </message>
    <message>
        <source>By the number of pictures: two minutes at least, 6 for a hundred.</source>
        <translation>사진 수에 따릅니다. 적어도 2분, 백 장이면 6분.</translation>
    </message>
    <message>
        <source>by the pictures</source>
        <translation>사진 수에 따라</translation>
    </message>
    <message>
        <source>min</source>
        <translation>분</translation>
    </message>
    <message>
        <source>Passes over the pictures</source>
        <translation>사진을 도는 횟수</translation>
    </message>
    <message>
        <source>In place of a time, for runs that are to be repeated exactly.</source>
        <translation>시간 대신 씁니다. 학습을 똑같이 되풀이할 때 좋습니다.</translation>
    </message>
    <message>
        <source>by the time</source>
        <translation>시간에 따라</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>한 단계의 사진 수</translation>
    </message>
    <message>
        <source>More take more memory; where it runs out, they are halved.</source>
        <translation>많을수록 메모리를 더 씁니다. 모자라면 반으로 줄입니다.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>학습률</translation>
    </message>
    <message>
        <source>By what is trained: a part of what training from nothing takes.</source>
        <translation>학습할 부분에 따릅니다. 처음부터 학습할 때의 일부입니다.</translation>
    </message>
    <message>
        <source>by what is trained</source>
        <translation>학습할 부분에 따라</translation>
    </message>
    <message>
        <source>Input side</source>
        <translation>입력 크기</translation>
    </message>
    <message>
        <source>The model&apos;s own, raised where its proposals miss small boxes; twice the side takes four times as long.</source>
        <translation>모델의 크기를 쓰고, 제안이 작은 상자를 놓치면 키웁니다. 두 배면 네 배 오래 걸립니다.</translation>
    </message>
    <message>
        <source>by the boxes</source>
        <translation>상자에 따라</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>Views of each picture</source>
        <translation>사진마다 변형 수</translation>
    </message>
    <message>
        <source>Fixed variations, so that their features are computed only once.</source>
        <translation>정해진 변형이라 특징을 한 번만 계산합니다.</translation>
    </message>
    <message>
        <source>by the disk</source>
        <translation>디스크에 따라</translation>
    </message>
    <message>
        <source>Disk for features</source>
        <translation>특징용 디스크</translation>
    </message>
    <message>
        <source>What does not fit is computed again at each step.</source>
        <translation>들어가지 않는 것은 단계마다 다시 계산합니다.</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
    <message>
        <source>Mirror pictures</source>
        <translation>사진 좌우 뒤집기</translation>
    </message>
    <message>
        <source>Off where left and right differ, as in writing.</source>
        <translation>글자처럼 좌우가 다르면 끄세요.</translation>
    </message>
    <message>
        <source>Change of colours</source>
        <translation>색 변화</translation>
    </message>
    <message>
        <source>A fifth: as much as another day or another camera changes.</source>
        <translation>5분의 1: 다른 날이나 다른 카메라만큼의 변화입니다.</translation>
    </message>
    <message>
        <source>Share of close-ups</source>
        <translation>확대 비율</translation>
    </message>
    <message>
        <source>Views of a part of a picture, so that sizes vary.</source>
        <translation>사진의 일부만 보여 크기가 다양해집니다.</translation>
    </message>
    <message>
        <source>Average of the weights</source>
        <translation>가중치 평균</translation>
    </message>
    <message>
        <source>Over the last thousand steps; it or the last step is kept, the better.</source>
        <translation>마지막 천 단계의 평균입니다. 평균과 마지막 단계 중 나은 쪽을 남깁니다.</translation>
    </message>
    <message>
        <source>Judgements without progress</source>
        <translation>나아지지 않는 평가 횟수</translation>
    </message>
    <message>
        <source>After so many without a better model the run ends; 0 goes on.</source>
        <translation>더 나은 모델 없이 이만큼 평가하면 끝냅니다. 0이면 계속합니다.</translation>
    </message>
    <message>
        <source>Held-out share</source>
        <translation>따로 두는 비율</translation>
    </message>
    <message>
        <source>The project has chosen its held-out pictures, once and for ever.</source>
        <translation>프로젝트가 따로 둘 사진을 한 번에 정해 두었습니다.</translation>
    </message>
    <message>
        <source>Seed of chance</source>
        <translation>난수 시드</translation>
    </message>
    <message>
        <source>The same seed on the same pictures gives the same model.</source>
        <translation>같은 사진과 같은 시드는 같은 모델을 만듭니다.</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>프로세서 스레드</translation>
    </message>
    <message>
        <source>All but one: the window keeps that, and stays quick.</source>
        <translation>하나를 뺀 전부: 하나는 창이 써서 계속 빠릅니다.</translation>
    </message>
    <message>
        <source>all but one</source>
        <translation>하나만 빼고</translation>
    </message>
</context>
<context>
    <name>KeyRecorder</name>
    <message>
        <source>Press a key (Esc: none)</source>
        <translation>키를 누르세요 (Esc: 취소)</translation>
    </message>
    <message>
        <source>Add a key...</source>
        <translation>단축키 추가...</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Keys like those of</source>
        <translation>단축키 기준 프로그램</translation>
    </message>
    <message>
        <source>Keys like {tool}</source>
        <translation>{tool} 단축키</translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation>동작이나 키 찾기</translation>
    </message>
    <message>
        <source>Remove its keys</source>
        <translation>단축키 제거</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>초기화</translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation>모든 단축키 초기화</translation>
    </message>
    <message>
        <source>Take it over</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>동작</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>동작과 단축키</translation>
    </message>
    <message>
        <source>{key} is taken: {action}</source>
        <translation>{key}은(는) 이미 사용 중: {action}</translation>
    </message>
    <message>
        <source>{keys} (in a video {others})</source>
        <translation>{keys} (비디오에서 {others})</translation>
    </message>
    <message>
        <source>on the picture</source>
        <translation>사진 위</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>어디서나</translation>
    </message>
    <message>
        <source>in a video</source>
        <translation>비디오에서</translation>
    </message>
</context>
<context>
    <name>LabelExport</name>
    <message>
        <source>Stopped. Files that were written already stay.</source>
        <translation>중지했습니다. 이미 쓴 파일은 남습니다.</translation>
    </message>
    <message>
        <source>The mirror of the labels could not be written: {reason}</source>
        <translation>라벨 미러를 쓸 수 없습니다: {reason}</translation>
    </message>
    <message>
        <source>The mirror of the labels is up to date again.</source>
        <translation>라벨 미러가 다시 최신 상태입니다.</translation>
    </message>
</context>
<context>
    <name>LabelImport</name>
    <message>
        <source>Stopped; nothing was imported.</source>
        <translation>중지했습니다. 가져온 것이 없습니다.</translation>
    </message>
</context>
<context>
    <name>LabelsInOut</name>
    <message>
        <source>Labels ({kinds});;All files (*)</source>
        <translation>라벨 ({kinds});;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Import labels from a file</source>
        <translation>파일에서 라벨 가져오기</translation>
    </message>
    <message>
        <source>Import labels from a folder</source>
        <translation>폴더에서 라벨 가져오기</translation>
    </message>
    <message>
        <source>Labels found</source>
        <translation>라벨 발견</translation>
    </message>
    <message>
        <source>{folder} holds labels ({format}). Look at them and import them?</source>
        <translation>{folder}에 라벨({format})이 있습니다. 확인하고 가져올까요?</translation>
    </message>
</context>
<context>
    <name>LeaveDialog</name>
    <message>
        <source>Merge classes</source>
        <translation>클래스 합치기</translation>
    </message>
    <message>
        <source>Delete classes</source>
        <translation>클래스 삭제</translation>
    </message>
    <message>
        <source>Class that takes the boxes</source>
        <translation>상자를 넘겨받을 클래스</translation>
    </message>
    <message>
        <source>Delete the boxes too</source>
        <translation>상자도 삭제</translation>
    </message>
    <message>
        <source>Move them to class</source>
        <translation>다른 클래스로 옮기기</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>합치기</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>This is one step: Ctrl+Z takes it back.</source>
        <translation>한 단계로 처리됩니다. Ctrl+Z로 되돌립니다.</translation>
    </message>
    <message>
        <source>1 box</source>
        <translation>상자 1개</translation>
    </message>
    <message>
        <source>{count} boxes</source>
        <translation>상자 {count}개</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>사진 1장</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>사진 {count}장</translation>
    </message>
    <message>
        <source>{names}: no boxes have this class.</source>
        <translation>{names}: 이 클래스의 상자가 없습니다.</translation>
    </message>
    <message>
        <source>{names}: {boxes} on {pictures}.</source>
        <translation>{names}: {pictures}에 {boxes}.</translation>
    </message>
</context>
<context>
    <name>LevelLanes</name>
    <message>
        <source>Levels over time</source>
        <translation>시간에 따른 레벨</translation>
    </message>
</context>
<context>
    <name>LevelLegend</name>
    <message>
        <source>The levels appear with the model.</source>
        <translation>모델을 불러오면 레벨이 나타납니다.</translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation>RoI 레벨</translation>
    </message>
    <message>
        <source>Level that fired</source>
        <translation>반응한 레벨</translation>
    </message>
    <message>
        <source>1 detection</source>
        <translation>검출 1개</translation>
    </message>
    <message>
        <source>{count} detections</source>
        <translation>검출 {count}개</translation>
    </message>
    <message>
        <source>Grey boxes are old: those of the model {name}.</source>
        <translation>회색 상자는 이전 것입니다: 모델 {name}의 결과.</translation>
    </message>
    <message>
        <source>Colours show who has a box: the key is above the picture.</source>
        <translation>색은 누가 상자를 가졌는지입니다. 범례는 사진 위에 있습니다.</translation>
    </message>
    <message>
        <source>Colours show the class, not the level (key C).</source>
        <translation>색은 레벨이 아니라 클래스입니다(C 키).</translation>
    </message>
    <message>
        <source>Colours show the state, not the level (key C).</source>
        <translation>색은 레벨이 아니라 상태입니다(C 키).</translation>
    </message>
    <message>
        <source>Colours show the track, not the level (key C).</source>
        <translation>색은 레벨이 아니라 트랙을 나타냅니다(C 키).</translation>
    </message>
</context>
<context>
    <name>LevelPairs</name>
    <message>
        <source>Detections by the level that fired, before and after</source>
        <translation>반응한 레벨별 검출 수, 전과 후</translation>
    </message>
    <message>
        <source>before</source>
        <translation>전</translation>
    </message>
    <message>
        <source>after</source>
        <translation>후</translation>
    </message>
    <message>
        <source>detections that the level fired</source>
        <translation>레벨이 낸 검출 수</translation>
    </message>
</context>
<context>
    <name>LevelRow</name>
    <message>
        <source>shown</source>
        <translation>보임</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>숨김</translation>
    </message>
    <message>
        <source>no detections</source>
        <translation>검출 없음</translation>
    </message>
    <message>
        <source>{name}: stride {stride}, anchors of {sizes} px of the network&apos;s input.
Click shows or hides it (Alt+{key}), Alt+click shows it alone.</source>
        <translation>{name}: 스트라이드 {stride}, 네트워크 입력 기준 {sizes} px 앵커.
클릭하면 보이거나 숨깁니다(Alt+{key}). Alt+클릭하면 이 레벨만 봅니다.</translation>
    </message>
    <message>
        <source>stride {stride} · {size} px</source>
        <translation>스트라이드 {stride} · {size} px</translation>
    </message>
</context>
<context>
    <name>LevelTimeline</name>
    <message>
        <source>The level that fires on this frame</source>
        <translation>이 프레임에서 발화한 레벨</translation>
    </message>
    <message>
        <source>frames {first} to {last}: {levels}</source>
        <translation>프레임 {first}~{last}: {levels}</translation>
    </message>
    <message>
        <source>frame {frame}, not there</source>
        <translation>프레임 {frame}, 없음</translation>
    </message>
    <message>
        <source>frame {frame}, {level} fired, {size} px, score {score}</source>
        <translation>프레임 {frame}, {level} 발화, {size} px, 점수 {score}</translation>
    </message>
    <message>
        <source>frame {frame}, {level} fits best, {size} px</source>
        <translation>프레임 {frame}, {level}이(가) 가장 잘 맞음, {size} px</translation>
    </message>
    <message>
        <source>frame {frame}, no level, {size} px</source>
        <translation>프레임 {frame}, 레벨 없음, {size} px</translation>
    </message>
</context>
<context>
    <name>LevelsPanel</name>
    <message>
        <source>Levels</source>
        <translation>레벨</translation>
    </message>
</context>
<context>
    <name>Linking</name>
    <message>
        <source>Pictures have no tracks: colours tell the level that fired.</source>
        <translation>사진에는 트랙이 없습니다. 색은 발화한 레벨을 나타냅니다.</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>{path} could not be written: {reason}</source>
        <translation>{path}을(를) 쓸 수 없습니다: {reason}</translation>
    </message>
    <message>
        <source>Kept as {path}</source>
        <translation>{path}(으)로 보관했습니다</translation>
    </message>
</context>
<context>
    <name>LocateBox</name>
    <message>
        <source>Locate a picture</source>
        <translation>사진 위치 지정</translation>
    </message>
    <message>
        <source>Where is {name}?</source>
        <translation>{name}은(는) 어디에 있나요?</translation>
    </message>
    <message>
        <source>It was {path}.

Other missing pictures of the same move are found, too.</source>
        <translation>이전 위치: {path}.

함께 옮긴 다른 사진도 찾습니다.</translation>
    </message>
    <message>
        <source>Choose a folder...</source>
        <translation>폴더 고르기...</translation>
    </message>
    <message>
        <source>Choose the file...</source>
        <translation>파일 고르기...</translation>
    </message>
    <message>
        <source>Pictures ({kinds})</source>
        <translation>사진 ({kinds})</translation>
    </message>
</context>
<context>
    <name>LogDialog</name>
    <message>
        <source>Log of {run}</source>
        <translation>{run}의 로그</translation>
    </message>
    <message>
        <source>The run has written nothing yet.</source>
        <translation>아직 쓴 것이 없습니다.</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>모두 복사</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Objects</source>
        <translation>물체</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>레벨</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>The last edit is not saved</source>
        <translation>마지막 편집이 저장되지 않았습니다</translation>
    </message>
    <message>
        <source>{reason}

Close the window and lose the last edit?</source>
        <translation>{reason}

창을 닫고 마지막 편집을 버릴까요?</translation>
    </message>
    <message>
        <source> (read-only)</source>
        <translation> (읽기 전용)</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Open recent</source>
        <translation>최근 항목 열기</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>{name} 보기</translation>
    </message>
    <message>
        <source>Roll back to {model}</source>
        <translation>{model} 모델로 되돌리기</translation>
    </message>
    <message>
        <source>{action}: {step}</source>
        <translation>{action}: {step}</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>색 기준</translation>
    </message>
    <message>
        <source>Anchor level</source>
        <translation>앵커 레벨</translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation>RoI 레벨</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>트랙</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>테마</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Nothing opened yet</source>
        <translation>아직 연 것이 없습니다</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
</context>
<context>
    <name>MessagesDialog</name>
    <message>
        <source>Messages</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>No messages yet.</source>
        <translation>아직 메시지가 없습니다.</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>모두 복사</translation>
    </message>
</context>
<context>
    <name>ModeKeys</name>
    <message>
        <source>play</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>frame</source>
        <translation>프레임</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>검수 완료</translation>
    </message>
    <message>
        <source>draw</source>
        <translation>그리기</translation>
    </message>
    <message>
        <source>move</source>
        <translation>이동</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>accept</source>
        <translation>수락</translation>
    </message>
    <message>
        <source>reject</source>
        <translation>거부</translation>
    </message>
    <message>
        <source>keep this frame</source>
        <translation>이 프레임 보관</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>again and again</source>
        <translation>반복</translation>
    </message>
    <message>
        <source>stop drawing</source>
        <translation>그리기 끝</translation>
    </message>
    <message>
        <source>leave proposals</source>
        <translation>제안 끝</translation>
    </message>
    <message>
        <source>keyframe</source>
        <translation>키프레임</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>do not merge</source>
        <translation>합치지 않기</translation>
    </message>
    <message>
        <source>Keys of the moment</source>
        <translation>지금 쓸 수 있는 키</translation>
    </message>
</context>
<context>
    <name>ModelClasses</name>
    <message>
        <source>Classes to show</source>
        <translation>볼 클래스</translation>
    </message>
</context>
<context>
    <name>ModelClassesDialog</name>
    <message>
        <source>Classes of the model</source>
        <translation>모델의 클래스</translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation>이름으로 거르기</translation>
    </message>
    <message>
        <source>Classes to take</source>
        <translation>가져올 클래스</translation>
    </message>
    <message>
        <source>Take only those that you will annotate on every reviewed picture.</source>
        <translation>검수하는 모든 사진에서 빠짐없이 표시할 클래스만 가져오세요.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>모두</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Classes of {model}</source>
        <translation>{model}의 클래스</translation>
    </message>
    <message>
        <source>Take 1 class</source>
        <translation>클래스 1개 가져오기</translation>
    </message>
    <message>
        <source>Take {count} classes</source>
        <translation>클래스 {count}개 가져오기</translation>
    </message>
</context>
<context>
    <name>ModelDetails</name>
    <message>
        <source>About the model</source>
        <translation>모델 정보</translation>
    </message>
    <message>
        <source>Loss by step</source>
        <translation>단계별 손실</translation>
    </message>
    <message>
        <source>AP50 on held-out pictures, by step</source>
        <translation>평가용 사진의 단계별 AP50</translation>
    </message>
    <message>
        <source>What you want to remember of it</source>
        <translation>기억해 둘 것</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>어디서 왔는지</translation>
    </message>
    <message>
        <source>How well it does</source>
        <translation>얼마나 잘하는지</translation>
    </message>
    <message>
        <source>Loss of its run</source>
        <translation>학습의 손실</translation>
    </message>
    <message>
        <source>AP50 of its run, held-out pictures</source>
        <translation>학습의 AP50, 평가용 사진</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Came from</source>
        <translation>가져온 곳</translation>
    </message>
    <message>
        <source>Comes with the program; it is always there</source>
        <translation>프로그램에 들어 있으며 언제나 있습니다</translation>
    </message>
    <message>
        <source>Fetched from where it is published</source>
        <translation>공개된 곳에서 내려받음</translation>
    </message>
    <message>
        <source>Imported into the models folder</source>
        <translation>모델 폴더로 가져옴</translation>
    </message>
    <message>
        <source>A copy of a file that was added</source>
        <translation>추가한 파일의 복사본</translation>
    </message>
    <message>
        <source>Used where its file lies</source>
        <translation>파일이 있는 자리에서 사용</translation>
    </message>
    <message>
        <source>Trained here</source>
        <translation>여기서 학습함</translation>
    </message>
    <message>
        <source>In use in this project</source>
        <translation>이 프로젝트에서 사용 중</translation>
    </message>
    <message>
        <source>{value} steps</source>
        <translation>{value}단계</translation>
    </message>
    <message>
        <source>{value} min</source>
        <translation>{value}분</translation>
    </message>
    <message>
        <source>stay in the model</source>
        <translation>모델에 남음</translation>
    </message>
    <message>
        <source>are left out</source>
        <translation>빠짐</translation>
    </message>
    <message>
        <source>Trained from</source>
        <translation>바탕 모델</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>날짜</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>학습한 것</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>평가용</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Its parent&apos;s classes</source>
        <translation>바탕 모델의 클래스</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>사진 {count}장</translation>
    </message>
    <message>
        <source>Judged on</source>
        <translation>평가한 것</translation>
    </message>
</context>
<context>
    <name>ModelDoors</name>
    <message>
        <source>Add model</source>
        <translation>모델 추가</translation>
    </message>
    <message>
        <source>Models and checkpoints ({kinds})</source>
        <translation>모델과 체크포인트 ({kinds})</translation>
    </message>
    <message>
        <source>Add a finished run</source>
        <translation>끝난 학습 추가</translation>
    </message>
    <message>
        <source>Export model</source>
        <translation>모델 내보내기</translation>
    </message>
    <message>
        <source>Models ({kinds})</source>
        <translation>모델 ({kinds})</translation>
    </message>
</context>
<context>
    <name>ModelEntries</name>
    <message>
        <source>Embedded model ({name})</source>
        <translation>내장 모델 ({name})</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
</context>
<context>
    <name>ModelFigures</name>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} ~ {high}</translation>
    </message>
    <message>
        <source>too few to judge ({count})</source>
        <translation>판단하기에 적음 ({count})</translation>
    </message>
    <message>
        <source>better</source>
        <translation>나음</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>못함</translation>
    </message>
    <message>
        <source>within chance</source>
        <translation>우연의 범위</translation>
    </message>
    <message>
        <source>Small boxes</source>
        <translation>작은 상자</translation>
    </message>
    <message>
        <source>Medium boxes</source>
        <translation>중간 상자</translation>
    </message>
    <message>
        <source>Large boxes</source>
        <translation>큰 상자</translation>
    </message>
    <message>
        <source>{name}, old classes</source>
        <translation>{name}, 있던 클래스</translation>
    </message>
    <message>
        <source>{name}, new classes</source>
        <translation>{name}, 새 클래스</translation>
    </message>
    <message>
        <source>{name}, all classes</source>
        <translation>{name}, 모든 클래스</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>사진 1장</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>사진 {count}장</translation>
    </message>
    <message>
        <source>1 class</source>
        <translation>클래스 1개</translation>
    </message>
    <message>
        <source>{count} classes</source>
        <translation>클래스 {count}개</translation>
    </message>
</context>
<context>
    <name>ModelTree</name>
    <message>
        <source>Models</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>날짜</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>학습한 것</translation>
    </message>
    <message>
        <source>AP50 (n)</source>
        <translation>AP50 (n)</translation>
    </message>
    <message>
        <source>n: on how many pictures it was judged</source>
        <translation>n: 평가한 사진 수</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>손상됨</translation>
    </message>
    <message>
        <source>{title} (deleted)</source>
        <translation>{title} (삭제됨)</translation>
    </message>
    <message>
        <source>{title} (not here)</source>
        <translation>{title} (여기 없음)</translation>
    </message>
    <message>
        <source>What the models below were trained from</source>
        <translation>아래 모델들의 바탕 모델</translation>
    </message>
    <message>
        <source>Deleted ({count})</source>
        <translation>삭제됨 ({count})</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Adding {name}...</source>
        <translation>{name} 추가 중...</translation>
    </message>
    <message>
        <source>Adding the run {name}...</source>
        <translation>학습 {name} 추가 중...</translation>
    </message>
    <message>
        <source>Deleting {name}...</source>
        <translation>{name} 삭제 중...</translation>
    </message>
    <message>
        <source>{name} is copied to {path}</source>
        <translation>{name} 모델을 {path}에 복사했습니다</translation>
    </message>
    <message>
        <source>Copying {name}...</source>
        <translation>{name} 복사 중...</translation>
    </message>
    <message>
        <source>{title} is in the models already</source>
        <translation>{title} 모델은 이미 있습니다</translation>
    </message>
    <message>
        <source>{title} is in the models</source>
        <translation>{title} 모델을 추가했습니다</translation>
    </message>
</context>
<context>
    <name>ModelsOfRuns</name>
    <message>
        <source>Compare...</source>
        <translation>비교...</translation>
    </message>
    <message>
        <source>Adopt</source>
        <translation>채택</translation>
    </message>
</context>
<context>
    <name>ModelsWindow</name>
    <message>
        <source>Models</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>Adopt</source>
        <translation>채택</translation>
    </message>
    <message>
        <source>Compare with...</source>
        <translation>비교...</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>내보내기...</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Show run log</source>
        <translation>학습 로그 보기</translation>
    </message>
    <message>
        <source>Repeat run</source>
        <translation>학습 다시 하기</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>복구</translation>
    </message>
    <message>
        <source>Delete for good...</source>
        <translation>완전히 삭제...</translation>
    </message>
    <message>
        <source>Add model file...</source>
        <translation>모델 파일 추가...</translation>
    </message>
    <message>
        <source>Add finished run...</source>
        <translation>끝난 학습 추가...</translation>
    </message>
    <message>
        <source>Deleted. Restoring brings it back with its note and its run.</source>
        <translation>삭제되었습니다. 복원하면 메모와 학습 기록까지 돌아옵니다.</translation>
    </message>
    <message>
        <source>Choose a model on the left.</source>
        <translation>왼쪽에서 모델을 고르세요.</translation>
    </message>
    <message>
        <source>It is in use in this project</source>
        <translation>이 프로젝트에서 사용 중입니다</translation>
    </message>
    <message>
        <source>fpn-core knows this model by its name; it stays</source>
        <translation>fpn-core가 이 이름으로 아는 모델이라 바꾸지 않습니다</translation>
    </message>
    <message>
        <source>It comes with the program and cannot be deleted</source>
        <translation>프로그램에 들어 있어 삭제할 수 없습니다</translation>
    </message>
    <message>
        <source>It is in use: adopt another one first</source>
        <translation>사용 중입니다. 먼저 다른 모델을 채택하세요</translation>
    </message>
    <message>
        <source>{title} is deleted.</source>
        <translation>{title} 모델을 삭제했습니다.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>완전히 삭제</translation>
    </message>
    <message>
        <source>Delete {title} for good? It cannot be restored after that.</source>
        <translation>{title} 모델을 완전히 삭제할까요? 그 뒤에는 복원할 수 없습니다.</translation>
    </message>
</context>
<context>
    <name>ObjectsPanel</name>
    <message>
        <source>Accept</source>
        <translation>수락</translation>
    </message>
    <message>
        <source>Accept the detection (Enter)</source>
        <translation>검출 수락 (Enter)</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>거부</translation>
    </message>
    <message>
        <source>Reject the detection (X)</source>
        <translation>검출 거부 (X)</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>어노테이션</translation>
    </message>
    <message>
        <source>Detections</source>
        <translation>검출</translation>
    </message>
    <message>
        <source>All</source>
        <translation>모두</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Show all classes</source>
        <translation>모든 클래스 보기</translation>
    </message>
    <message>
        <source>Hide all classes</source>
        <translation>모든 클래스 숨기기</translation>
    </message>
    <message>
        <source>Classes to show</source>
        <translation>볼 클래스</translation>
    </message>
    <message>
        <source>{count} · old</source>
        <translation>{count} · 이전</translation>
    </message>
    <message>
        <source>Found by {model}, until the model asked for has looked at the picture</source>
        <translation>요청한 모델이 사진을 볼 때까지 {model}의 결과를 보여 줍니다</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>되돌리기</translation>
    </message>
</context>
<context>
    <name>Ordering</name>
    <message>
        <source>Another run lives: this one starts when that has ended.</source>
        <translation>다른 학습이 진행 중입니다. 끝나면 이 학습을 시작합니다.</translation>
    </message>
    <message>
        <source>Run {name} of another project lives: this one starts when it has ended.</source>
        <translation>다른 프로젝트의 학습 {name}이(가) 진행 중입니다. 끝나면 이 학습을 시작합니다.</translation>
    </message>
</context>
<context>
    <name>PickDialog</name>
    <message>
        <source>Pick frames to label</source>
        <translation>라벨링할 프레임 고르기</translation>
    </message>
    <message>
        <source>How many frames</source>
        <translation>프레임 수</translation>
    </message>
    <message>
        <source>At even steps</source>
        <translation>일정한 간격으로</translation>
    </message>
    <message>
        <source>Where the scene changes most</source>
        <translation>장면이 가장 많이 바뀌는 곳</translation>
    </message>
    <message>
        <source>Where the model is least sure</source>
        <translation>모델이 가장 확신하지 못하는 곳</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행률</translation>
    </message>
    <message>
        <source>What will be picked</source>
        <translation>고를 내용</translation>
    </message>
    <message>
        <source>Detect frames first...</source>
        <translation>먼저 프레임 검출...</translation>
    </message>
    <message>
        <source>Pick</source>
        <translation>고르기</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>프레임</translation>
    </message>
    <message>
        <source>Never two within a second; reviewed and labelled frames are left out.</source>
        <translation>1초 안에 둘을 고르지 않으며, 검수되었거나 라벨이 있는 프레임은 제외합니다.</translation>
    </message>
    <message>
        <source>They take the place of the {count} frames that are picked now.</source>
        <translation>지금 고른 프레임 {count}개를 대신합니다.</translation>
    </message>
    <message>
        <source>Reading two frames a second...</source>
        <translation>1초에 두 프레임씩 읽는 중...</translation>
    </message>
    <message>
        <source>Looking...</source>
        <translation>찾는 중...</translation>
    </message>
    <message>
        <source>One frame.</source>
        <translation>프레임 한 개.</translation>
    </message>
    <message>
        <source>{count} frames; the nearest two are {apart} s apart.</source>
        <translation>프레임 {count}개, 가장 가까운 둘의 간격은 {apart}초.</translation>
    </message>
    <message>
        <source>Only {count} of {wanted}: there is no room for more a second apart.</source>
        <translation>{wanted}개 중 {count}개만: 1초 간격으로 더 고를 자리가 없습니다.</translation>
    </message>
    <message>
        <source>Only {count} of {wanted}: the model has looked at too few frames here ({known}) that are a second apart and not labelled. Detect every n-th frame first.</source>
        <translation>{wanted}개 중 {count}개만: 모델이 여기서 검출한 프레임({known}개) 가운데 1초 이상 떨어지고 라벨이 없는 것이 부족합니다. 먼저 n번째 프레임마다 검출하세요.</translation>
    </message>
    <message>
        <source>Only {count} of {wanted}: the others are reviewed or labelled.</source>
        <translation>{wanted}개 중 {count}개만: 나머지는 검수되었거나 라벨이 있습니다.</translation>
    </message>
</context>
<context>
    <name>PickedStrip</name>
    <message>
        <source>Picked frames</source>
        <translation>고른 프레임</translation>
    </message>
    <message>
        <source>Picked frame {place} of {count}</source>
        <translation>고른 프레임 {count}개 중 {place}번째</translation>
    </message>
    <message>
        <source>Picked to be labelled: {count}</source>
        <translation>라벨링하려고 고름: {count}개</translation>
    </message>
    <message>
        <source>all are reviewed</source>
        <translation>모두 검수됨</translation>
    </message>
    <message>
        <source>{done} of {count} reviewed</source>
        <translation>{count}개 중 {done}개 검수됨</translation>
    </message>
</context>
<context>
    <name>PictureEdits</name>
    <message>
        <source>Open {name} first, so that its frames are known.</source>
        <translation>프레임을 알 수 있도록 먼저 {name}을(를) 여세요.</translation>
    </message>
    <message>
        <source>Marked reviewed</source>
        <translation>검수됨으로 표시함</translation>
    </message>
    <message>
        <source>{count} pictures marked reviewed</source>
        <translation>사진 {count}장을 검수됨으로 표시함</translation>
    </message>
    <message>
        <source>Reviewed already.</source>
        <translation>이미 검수했습니다.</translation>
    </message>
    <message>
        <source>Marked not reviewed</source>
        <translation>검수됨을 해제함</translation>
    </message>
    <message>
        <source>{count} pictures marked not reviewed</source>
        <translation>사진 {count}장의 검수됨을 해제함</translation>
    </message>
    <message>
        <source>Not reviewed as it is.</source>
        <translation>원래 검수되지 않았습니다.</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>깃발 표시함</translation>
    </message>
    <message>
        <source>{count} pictures flagged</source>
        <translation>사진 {count}장에 깃발 표시함</translation>
    </message>
    <message>
        <source>Flag taken off</source>
        <translation>깃발 해제함</translation>
    </message>
    <message>
        <source>Flag taken off {count} pictures</source>
        <translation>사진 {count}장의 깃발 해제함</translation>
    </message>
    <message>
        <source>In split {split}</source>
        <translation>분할 {split}에 넣음</translation>
    </message>
    <message>
        <source>{count} pictures in split {split}</source>
        <translation>사진 {count}장을 분할 {split}에 넣음</translation>
    </message>
    <message>
        <source>In no split</source>
        <translation>분할 없음</translation>
    </message>
    <message>
        <source>{count} pictures in no split</source>
        <translation>사진 {count}장 분할 없음</translation>
    </message>
</context>
<context>
    <name>PictureMenu</name>
    <message>
        <source>{count} pictures selected</source>
        <translation>사진 {count}장 선택됨</translation>
    </message>
</context>
<context>
    <name>PictureModel</name>
    <message>
        <source>cannot be read</source>
        <translation>읽을 수 없음</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>new</source>
        <translation>새 사진</translation>
    </message>
    <message>
        <source>detected</source>
        <translation>검출됨</translation>
    </message>
    <message>
        <source>in work</source>
        <translation>작업 중</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>검수됨</translation>
    </message>
    <message>
        <source>flagged</source>
        <translation>깃발</translation>
    </message>
    <message>
        <source>split: {name}</source>
        <translation>분할: {name}</translation>
    </message>
    <message>
        <source>note: {text}</source>
        <translation>메모: {text}</translation>
    </message>
    <message>
        <source>video</source>
        <translation>비디오</translation>
    </message>
    <message>
        <source>video: {count} frames, {time}</source>
        <translation>비디오: {count}프레임, {time}</translation>
    </message>
</context>
<context>
    <name>PictureNote</name>
    <message>
        <source>Note on the selected pictures</source>
        <translation>선택한 사진의 메모</translation>
    </message>
    <message>
        <source>Several notes</source>
        <translation>여러 메모</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Take the flag off</source>
        <translation>깃발 해제</translation>
    </message>
    <message>
        <source>Flag the selected pictures</source>
        <translation>선택한 사진에 깃발 표시</translation>
    </message>
</context>
<context>
    <name>PicturePanel</name>
    <message>
        <source>Pictures</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Name or note</source>
        <translation>이름이나 메모</translation>
    </message>
    <message>
        <source>Filter pictures by name or note</source>
        <translation>이름이나 메모로 사진 거르기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Time of the file</source>
        <translation>파일 시각</translation>
    </message>
    <message>
        <source>Number of boxes</source>
        <translation>상자 수</translation>
    </message>
    <message>
        <source>Uncertainty of the model</source>
        <translation>모델의 불확실성</translation>
    </message>
    <message>
        <source>Rising</source>
        <translation>오름차순</translation>
    </message>
    <message>
        <source>Falling</source>
        <translation>내림차순</translation>
    </message>
    <message>
        <source>Sorted by: {order}, {direction}</source>
        <translation>정렬: {order}, {direction}</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>{count} not detected yet</source>
        <translation>{count}장 아직 검출 안 됨</translation>
    </message>
    <message>
        <source>Detect them</source>
        <translation>검출하기</translation>
    </message>
    <message>
        <source>The list has changed</source>
        <translation>목록이 바뀌었습니다</translation>
    </message>
    <message>
        <source>Update it</source>
        <translation>새로 고침</translation>
    </message>
    <message>
        <source>No picture passes</source>
        <translation>조건에 맞는 사진이 없습니다</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>모든 필터 지우기</translation>
    </message>
</context>
<context>
    <name>PictureTable</name>
    <message>
        <source>Pictures</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Space marks the selected pictures reviewed, Enter goes to the canvas.</source>
        <translation>Space: 선택한 사진을 검수됨으로 표시, Enter: 캔버스로 이동.</translation>
    </message>
</context>
<context>
    <name>PlaceEntry</name>
    <message>
        <source>Left</source>
        <translation>왼쪽</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>위</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>너비</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>높이</translation>
    </message>
    <message>
        <source>Position and size</source>
        <translation>위치와 크기</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Enter takes it, Esc leaves it as it was.</source>
        <translation>Enter로 적용, Esc로 취소합니다.</translation>
    </message>
    <message>
        <source>A locked box stays as it is; L unlocks it.</source>
        <translation>잠긴 상자는 바뀌지 않습니다. L로 잠금을 풉니다.</translation>
    </message>
</context>
<context>
    <name>ProjectDocument</name>
    <message>
        <source>Saving: {text}...</source>
        <translation>저장 중: {text}...</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>저장했습니다.</translation>
    </message>
    <message>
        <source>Saving a copy...</source>
        <translation>사본을 저장하는 중...</translation>
    </message>
    <message>
        <source>The project is saved as {file}; you go on in it.</source>
        <translation>프로젝트를 {file}(으)로 저장했고, 그 파일에서 이어서 작업합니다.</translation>
    </message>
    <message>
        <source>The edit that could not be saved is taken back.</source>
        <translation>저장하지 못한 편집을 되돌렸습니다.</translation>
    </message>
    <message>
        <source>Nothing to undo.</source>
        <translation>취소할 것이 없습니다.</translation>
    </message>
    <message>
        <source>Nothing to redo.</source>
        <translation>다시 할 것이 없습니다.</translation>
    </message>
    <message>
        <source>Undone: {text}</source>
        <translation>실행 취소: {text}</translation>
    </message>
    <message>
        <source>Done again: {text}</source>
        <translation>다시 실행: {text}</translation>
    </message>
    <message>
        <source>Undoing: {text}...</source>
        <translation>실행 취소 중: {text}...</translation>
    </message>
    <message>
        <source>Doing again: {text}...</source>
        <translation>다시 실행 중: {text}...</translation>
    </message>
    <message>
        <source>Here is what undo takes back: {text}. Press again to undo it.</source>
        <translation>취소할 내용입니다: {text}. 한 번 더 누르면 취소합니다.</translation>
    </message>
    <message>
        <source>Here is what redo does again: {text}. Press again to redo it.</source>
        <translation>다시 할 내용입니다: {text}. 한 번 더 누르면 실행합니다.</translation>
    </message>
</context>
<context>
    <name>ReviewEdits</name>
    <message>
        <source>Accepted</source>
        <translation>수락함</translation>
    </message>
    <message>
        <source>{count} detections accepted</source>
        <translation>검출 {count}개 수락</translation>
    </message>
    <message>
        <source>Grey boxes are another model&apos;s; those of this one are on their way.</source>
        <translation>회색 상자는 다른 모델의 것입니다. 이 모델의 결과는 곧 나옵니다.</translation>
    </message>
    <message>
        <source>The model is still looking at this picture. Press again to go on without it.</source>
        <translation>모델이 아직 이 사진을 보고 있습니다. 기다리지 않으려면 한 번 더 누르세요.</translation>
    </message>
    <message>
        <source>Reviewed already.</source>
        <translation>이미 검수했습니다.</translation>
    </message>
    <message>
        <source>1 detection to decide: Enter accepts, X rejects.</source>
        <translation>결정할 검출 1개: Enter로 수락, X로 거부.</translation>
    </message>
    <message>
        <source>{count} detections to decide: Enter accepts, X rejects.</source>
        <translation>결정할 검출 {count}개: Enter로 수락, X로 거부.</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>검수됨</translation>
    </message>
    <message>
        <source>reviewed, {count} accepted</source>
        <translation>검수됨, {count}개 수락</translation>
    </message>
    <message>
        <source>reviewed, {count} left out</source>
        <translation>검수됨, {count}개 제외</translation>
    </message>
</context>
<context>
    <name>ReviewNext</name>
    <message>
        <source>Every picture in the list is reviewed.</source>
        <translation>목록의 모든 사진을 검수했습니다.</translation>
    </message>
    <message>
        <source>{count} pictures to review, the most uncertain first.</source>
        <translation>검수할 사진 {count}장, 가장 불확실한 것부터.</translation>
    </message>
    <message>
        <source>The model has {waiting} more to look at.</source>
        <translation>모델이 볼 사진이 {waiting}장 더 있습니다.</translation>
    </message>
</context>
<context>
    <name>ReviewQuestions</name>
    <message>
        <source>Reviewed</source>
        <translation>검수됨</translation>
    </message>
    <message>
        <source>1 detection is undecided.</source>
        <translation>결정하지 않은 검출이 1개 있습니다.</translation>
    </message>
    <message>
        <source>{count} detections are undecided.</source>
        <translation>결정하지 않은 검출이 {count}개 있습니다.</translation>
    </message>
    <message>
        <source>What becomes of them when a picture is reviewed? Detections that are left out teach the model that nothing is there. The answer is kept for this project; the Box menu changes it.</source>
        <translation>사진을 검수할 때 이 검출을 어떻게 할까요? 제외한 검출은 그 자리에 아무것도 없다고 모델에 가르칩니다. 답은 이 프로젝트에 기억되며 상자 메뉴에서 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>Accept them</source>
        <translation>모두 수락</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>모두 제외</translation>
    </message>
    <message>
        <source>Go through them</source>
        <translation>하나씩 확인</translation>
    </message>
</context>
<context>
    <name>RunButtons</name>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>멈추고 유지</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>이어 하기</translation>
    </message>
    <message>
        <source>Resume with half the batch</source>
        <translation>배치를 반으로 줄여 이어 하기</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>Cancel the run</source>
        <translation>학습 취소</translation>
    </message>
    <message>
        <source>Cancel {run}?</source>
        <translation>{run}을(를) 취소할까요?</translation>
    </message>
    <message>
        <source>What it has trained is lost; only its log is kept.</source>
        <translation>학습한 것은 사라지고 로그만 남습니다.</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>그대로 두기</translation>
    </message>
</context>
<context>
    <name>RunChip</name>
    <message>
        <source>{run}: {text}. Show the training</source>
        <translation>{run}: {text}. 학습 보기</translation>
    </message>
    <message>
        <source>Show the training</source>
        <translation>학습 보기</translation>
    </message>
</context>
<context>
    <name>RunLog</name>
    <message>
        <source>Log of the run {title}</source>
        <translation>학습 {title}의 로그</translation>
    </message>
    <message>
        <source>{file} cannot be read: {reason}</source>
        <translation>{file}을(를) 읽을 수 없습니다: {reason}</translation>
    </message>
</context>
<context>
    <name>RunNotice</name>
    <message>
        <source>Put away</source>
        <translation>치우기</translation>
    </message>
</context>
<context>
    <name>RunWatch</name>
    <message>
        <source>it ended with code {code}</source>
        <translation>코드 {code}로 끝났습니다</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>This is the last picture.</source>
        <translation>마지막 사진입니다.</translation>
    </message>
    <message>
        <source>This is the first picture.</source>
        <translation>첫 사진입니다.</translation>
    </message>
    <message>
        <source> (and {count} more)</source>
        <translation> (외 {count}개)</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>General</source>
        <translation>일반</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>그리기</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>검수</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>검출</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>The window speaks it at the next start.</source>
        <translation>다음 시작부터 적용됩니다.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>테마</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Show hints</source>
        <translation>도움 힌트 보기</translation>
    </message>
    <message>
        <source>Short hints on the picture until each has been used once.</source>
        <translation>한 번 써 볼 때까지 사진 위에 짧은 힌트를 보여 줍니다.</translation>
    </message>
    <message>
        <source>Stay in draw mode</source>
        <translation>그리기 모드 유지</translation>
    </message>
    <message>
        <source>After a box the next one can be drawn at once; Esc ends it.</source>
        <translation>상자를 그린 뒤 바로 다음 상자를 그립니다. Esc로 끝냅니다.</translation>
    </message>
    <message>
        <source>Draw with two clicks, too</source>
        <translation>클릭 두 번으로도 그리기</translation>
    </message>
    <message>
        <source>A click begins a box and a second one ends it; dragging works, too.</source>
        <translation>클릭으로 시작해 다시 클릭하면 끝납니다. 끌어서도 그릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Crosshair</source>
        <translation>십자선</translation>
    </message>
    <message>
        <source>Lines through the cursor while a box is drawn.</source>
        <translation>상자를 그릴 때 커서를 지나는 선을 보여 줍니다.</translation>
    </message>
    <message>
        <source>Smallest box</source>
        <translation>최소 상자 크기</translation>
    </message>
    <message>
        <source>Less wide or high than this, and no box is made.</source>
        <translation>이보다 좁거나 낮으면 상자를 만들지 않습니다.</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>Undecided detections</source>
        <translation>미결정 검출</translation>
    </message>
    <message>
        <source>What Space does with them, in the project that is open.</source>
        <translation>열린 프로젝트에서 Space가 처리하는 방법입니다.</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>묻기</translation>
    </message>
    <message>
        <source>Accept them</source>
        <translation>모두 수락</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>모두 제외</translation>
    </message>
    <message>
        <source>Go through them</source>
        <translation>하나씩 확인</translation>
    </message>
    <message>
        <source>Model for new projects</source>
        <translation>새 프로젝트의 모델</translation>
    </message>
    <message>
        <source>A project that has adopted a model keeps that one.</source>
        <translation>모델을 채택한 프로젝트는 그 모델을 유지합니다.</translation>
    </message>
    <message>
        <source>Run the model on</source>
        <translation>모델 실행 장치</translation>
    </message>
    <message>
        <source>Where it cannot run, the status bar says why.</source>
        <translation>실행할 수 없으면 상태 표시줄에 이유가 나옵니다.</translation>
    </message>
    <message>
        <source>The fastest there is</source>
        <translation>가장 빠른 장치</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>프로세서 (CPU)</translation>
    </message>
    <message>
        <source>NVIDIA graphics card (CUDA)</source>
        <translation>NVIDIA 그래픽 카드 (CUDA)</translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation>Apple 그래픽 (MPS)</translation>
    </message>
    <message>
        <source>Memory for pictures</source>
        <translation>사진용 메모리</translation>
    </message>
    <message>
        <source>Pictures kept ready, so that going back and forth is instant.</source>
        <translation>앞뒤로 바로 이동하도록 사진을 준비해 둡니다.</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Memory for small pictures</source>
        <translation>작은 사진용 메모리</translation>
    </message>
    <message>
        <source>Those of the list on the left.</source>
        <translation>왼쪽 목록의 작은 사진입니다.</translation>
    </message>
    <message>
        <source>A run when the window is closed</source>
        <translation>창을 닫을 때의 학습</translation>
    </message>
    <message>
        <source>A run that goes on is found again when the window is opened.</source>
        <translation>계속되는 학습은 창을 다시 열면 다시 찾습니다.</translation>
    </message>
    <message>
        <source>Goes on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Stops and keeps its best model</source>
        <translation>멈추고 가장 좋은 모델 유지</translation>
    </message>
    <message>
        <source>Is cancelled</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Reset this page</source>
        <translation>이 페이지 초기화</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Device</source>
        <translation>장치</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>The model in use; a click chooses another</source>
        <translation>사용 중인 모델. 클릭하면 다른 모델을 고릅니다</translation>
    </message>
    <message>
        <source>Time of the last detection</source>
        <translation>마지막 검출 시간</translation>
    </message>
    <message>
        <source>Cursor in picture pixels</source>
        <translation>커서 위치(사진 픽셀)</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>배율</translation>
    </message>
    <message>
        <source>Brightness and contrast</source>
        <translation>밝기와 대비</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>A click shows the last messages</source>
        <translation>클릭하면 최근 메시지를 봅니다</translation>
    </message>
    <message>
        <source>Loading model...</source>
        <translation>모델을 불러오는 중...</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>모델 없음</translation>
    </message>
    <message>
        <source>model {name}</source>
        <translation>모델 {name}</translation>
    </message>
    <message>
        <source>detecting...</source>
        <translation>검출 중...</translation>
    </message>
    <message>
        <source>brightness {value:+d}</source>
        <translation>밝기 {value:+d}</translation>
    </message>
    <message>
        <source>contrast {value:+d}</source>
        <translation>대비 {value:+d}</translation>
    </message>
    <message>
        <source>16-bit {low} to {high}</source>
        <translation>16비트 {low}~{high}</translation>
    </message>
</context>
<context>
    <name>StreamDialog</name>
    <message>
        <source>Open camera or stream</source>
        <translation>카메라나 스트림 열기</translation>
    </message>
    <message>
        <source>Number of the camera, or address of the stream</source>
        <translation>카메라 번호 또는 스트림 주소</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Camera or address</source>
        <translation>카메라 또는 주소</translation>
    </message>
    <message>
        <source>0 is the first camera of this computer. Addresses begin with rtsp:// or http://.</source>
        <translation>0은 이 컴퓨터의 첫 카메라입니다. 주소는 rtsp:// 또는 http://로 시작합니다.</translation>
    </message>
</context>
<context>
    <name>StretchChoice</name>
    <message>
        <source>The whole video</source>
        <translation>비디오 전체</translation>
    </message>
    <message>
        <source>The selected range (Shift and drag on the timeline selects one)</source>
        <translation>선택한 구간 (타임라인에서 Shift+끌기로 선택)</translation>
    </message>
    <message>
        <source>The selected range, frames {first} to {last}</source>
        <translation>선택한 구간, 프레임 {first}~{last}</translation>
    </message>
</context>
<context>
    <name>TakeOver</name>
    <message>
        <source>The other window has closed: you can change the project here.</source>
        <translation>다른 창이 닫혔습니다. 이제 여기서 프로젝트를 바꿀 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Frame or time to go to</source>
        <translation>이동할 프레임이나 시각</translation>
    </message>
    <message>
        <source>A frame (312) or a time (12.5 s, 1:02.48); Enter goes there</source>
        <translation>프레임(312)이나 시각(12.5 s, 1:02.48). Enter로 이동합니다</translation>
    </message>
    <message>
        <source>Time in the video</source>
        <translation>비디오 시각</translation>
    </message>
    <message>
        <source>Selected range</source>
        <translation>선택한 구간</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Live: {address}</source>
        <translation>실시간: {address}</translation>
    </message>
    <message>
        <source>{first} to {last} selected</source>
        <translation>{first}~{last} 선택됨</translation>
    </message>
    <message>
        <source>of {count}, incomplete</source>
        <translation>/ {count}, 일부 없음</translation>
    </message>
    <message>
        <source>of {count}</source>
        <translation>/ {count}</translation>
    </message>
    <message>
        <source>“{text}” is no frame and no time; write 312, 12.5 s or 1:02.48</source>
        <translation>“{text}”은(는) 프레임도 시각도 아닙니다. 312, 12.5 s, 1:02.48처럼 쓰세요</translation>
    </message>
</context>
<context>
    <name>TimelineStrip</name>
    <message>
        <source>Timeline</source>
        <translation>타임라인</translation>
    </message>
    <message>
        <source>Drag goes through the frames, Shift and drag selects a range.</source>
        <translation>끌면 프레임을 훑고, Shift를 누르고 끌면 구간을 선택합니다.</translation>
    </message>
    <message>
        <source>Reading times... {share} %</source>
        <translation>시각 읽는 중... {share} %</translation>
    </message>
    <message>
        <source>frame {frame} · {time}</source>
        <translation>프레임 {frame} · {time}</translation>
    </message>
    <message>
        <source>held out: judges models</source>
        <translation>평가용: 모델을 평가합니다</translation>
    </message>
</context>
<context>
    <name>TonePopover</name>
    <message>
        <source>Brightness</source>
        <translation>밝기</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>대비</translation>
    </message>
    <message>
        <source>Shown as black</source>
        <translation>검정으로 표시할 값</translation>
    </message>
    <message>
        <source>Shown as white</source>
        <translation>흰색으로 표시할 값</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>초기화</translation>
    </message>
    <message>
        <source>Show pictures as they are</source>
        <translation>사진을 그대로 보기</translation>
    </message>
    <message>
        <source>A double click puts it back</source>
        <translation>두 번 클릭하면 되돌립니다</translation>
    </message>
    <message>
        <source>On screen only: files stay as they are.</source>
        <translation>화면에만 적용됩니다. 파일은 그대로입니다.</translation>
    </message>
    <message>
        <source>Brightness and contrast</source>
        <translation>밝기와 대비</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Tools</source>
        <translation>도구</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>검출</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>그리기</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>미세 조정</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Lowest score shown</source>
        <translation>표시할 최저 점수</translation>
    </message>
    <message>
        <source>Show boxes from this score up (keys - and +)</source>
        <translation>이 점수 이상의 상자를 봅니다(- 와 + 키)</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Anchor level</source>
        <translation>앵커 레벨</translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation>RoI 레벨</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>트랙</translation>
    </message>
    <message>
        <source>Colour boxes by</source>
        <translation>상자 색 기준</translation>
    </message>
    <message>
        <source>What the colour of a box says (key C)</source>
        <translation>상자 색의 뜻(C 키)</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>색 기준</translation>
    </message>
</context>
<context>
    <name>TrackAccepting</name>
    <message>
        <source>Accepting {count} tracks...</source>
        <translation>트랙 {count}개 수락 중...</translation>
    </message>
    <message>
        <source>This track is accepted already: one of its class lies there.</source>
        <translation>이 트랙은 이미 수락되었습니다. 같은 클래스의 트랙이 그 자리에 있습니다.</translation>
    </message>
    <message>
        <source>These tracks are accepted already: others of their classes lie there.</source>
        <translation>이 트랙들은 이미 수락되었습니다. 같은 클래스의 트랙이 그 자리에 있습니다.</translation>
    </message>
    <message>
        <source>Track accepted with {keyframes} keyframes</source>
        <translation>트랙을 키프레임 {keyframes}개로 수락했습니다</translation>
    </message>
    <message>
        <source>{count} tracks accepted with {keyframes} keyframes</source>
        <translation>트랙 {count}개를 키프레임 {keyframes}개로 수락했습니다</translation>
    </message>
</context>
<context>
    <name>TrackDocument</name>
    <message>
        <source>The tracks of this video are still being read.</source>
        <translation>이 비디오의 트랙을 아직 읽는 중입니다.</translation>
    </message>
</context>
<context>
    <name>TrackDoors</name>
    <message>
        <source>This track is yours already.</source>
        <translation>이미 사람의 트랙입니다.</translation>
    </message>
    <message>
        <source>Click a detection that belongs to a track; its number is in the list.</source>
        <translation>트랙에 속한 검출을 클릭하세요. 번호는 목록에 있습니다.</translation>
    </message>
    <message>
        <source>Frames {first} to {last} are reviewed. Detected tracks there that are not accepted: {count}; they teach the model that nothing is there</source>
        <translation>프레임 {first}~{last}을(를) 검수했습니다. 수락하지 않은 검출 트랙 {count}개는 그곳에 아무것도 없다고 모델에 가르칩니다</translation>
    </message>
</context>
<context>
    <name>TrackEdits</name>
    <message>
        <source>Nothing to split: the track begins or ends here.</source>
        <translation>나눌 것이 없습니다. 트랙이 여기서 시작하거나 끝납니다.</translation>
    </message>
    <message>
        <source>Select the box to merge with, on any frame; Esc leaves it.</source>
        <translation>합칠 상자를 아무 프레임에서나 선택하세요. Esc로 그만둡니다.</translation>
    </message>
    <message>
        <source>Merged. On 1 frame both were there: the first one stays.</source>
        <translation>합쳤습니다. 1개 프레임에 둘 다 있어 첫 번째를 남겼습니다.</translation>
    </message>
    <message>
        <source>Merged. On {count} frames both were there: the first one stays.</source>
        <translation>합쳤습니다. {count}개 프레임에는 둘 다 있어 첫 번째 것을 남겼습니다.</translation>
    </message>
    <message>
        <source>Merged.</source>
        <translation>합쳤습니다.</translation>
    </message>
</context>
<context>
    <name>TrackModel</name>
    <message>
        <source>{name}, yours: frames {first} to {last}, {count} keyframes</source>
        <translation>{name}, 사람의 트랙: 프레임 {first}–{last}, 키프레임 {count}개</translation>
    </message>
    <message>
        <source>{name}: frames {first} to {last}, {count} detections, levels {levels}</source>
        <translation>{name}: 프레임 {first}~{last}, 검출 {count}개, 레벨 {levels}</translation>
    </message>
</context>
<context>
    <name>TrackStrip</name>
    <message>
        <source>Keyframes of the track</source>
        <translation>트랙의 키프레임</translation>
    </message>
    <message>
        <source>Select the box to merge with, on any frame; Esc leaves it.</source>
        <translation>합칠 상자를 아무 프레임에서나 선택하세요. Esc로 그만둡니다.</translation>
    </message>
    <message>
        <source>Select a box of a track to see its keyframes.</source>
        <translation>트랙의 상자를 선택하면 키프레임이 보입니다.</translation>
    </message>
    <message>
        <source>The track ends at frame {frame}; {key} brings it here.</source>
        <translation>트랙이 프레임 {frame}에서 끝납니다. {key} 키로 여기까지 이어 갑니다.</translation>
    </message>
    <message>
        <source>The track begins at frame {frame}; {key} brings it here.</source>
        <translation>트랙이 프레임 {frame}에서 시작합니다. {key} 키로 여기까지 이어 옵니다.</translation>
    </message>
    <message>
        <source>The track is not to be seen here; {key} brings it back.</source>
        <translation>트랙이 여기서는 보이지 않습니다. {key} 키로 되돌립니다.</translation>
    </message>
    <message>
        <source>keyframe {frame}</source>
        <translation>키프레임 {frame}</translation>
    </message>
</context>
<context>
    <name>TracksPanel</name>
    <message>
        <source>Tracks of the video</source>
        <translation>비디오의 트랙</translation>
    </message>
    <message>
        <source>How far the linking is</source>
        <translation>잇기 진행 정도</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>트랙</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Link again</source>
        <translation>다시 잇기</translation>
    </message>
    <message>
        <source>Linking was stopped.</source>
        <translation>잇기를 중지했습니다.</translation>
    </message>
    <message>
        <source>Detect several frames (Ctrl+Alt+I): detections become tracks here.</source>
        <translation>여러 프레임을 검출하면(Ctrl+Alt+I) 여기에 트랙이 나타납니다.</translation>
    </message>
    <message>
        <source>No object is detected on two frames with a score from the slider up.</source>
        <translation>슬라이더 점수 이상으로 두 프레임에서 검출된 물체가 없습니다.</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} 외 {count}개</translation>
    </message>
    <message>
        <source>predictor</source>
        <translation>예측기</translation>
    </message>
    <message>
        <source>RPN</source>
        <translation>RPN</translation>
    </message>
    <message>
        <source>box head</source>
        <translation>박스 헤드</translation>
    </message>
    <message>
        <source>pyramid</source>
        <translation>피라미드</translation>
    </message>
    <message>
        <source>end of the backbone</source>
        <translation>백본의 끝</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>1분 미만</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count}분</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>{count}시간</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>{time} 남음</translation>
    </message>
    <message>
        <source>1 reviewed picture</source>
        <translation>검수한 사진 1장</translation>
    </message>
    <message>
        <source>{count} reviewed pictures</source>
        <translation>검수한 사진 {count}장</translation>
    </message>
    <message>
        <source>1 class</source>
        <translation>클래스 1개</translation>
    </message>
    <message>
        <source>{count} classes</source>
        <translation>클래스 {count}개</translation>
    </message>
    <message>
        <source>, {count} new</source>
        <translation>, 새 클래스 {count}개</translation>
    </message>
    <message>
        <source>{pictures}, {classes}; trains {parts}; {time}</source>
        <translation>{pictures}, {classes}; {parts} 학습; {time}</translation>
    </message>
    <message>
        <source>1 step</source>
        <translation>1단계</translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation>{count}단계</translation>
    </message>
    <message>
        <source>about {time} on this {device}</source>
        <translation>이 {device}에서 약 {time}</translation>
    </message>
    <message>
        <source>{trained} train, {held} are held out to judge the new model</source>
        <translation>{trained}장으로 학습하고, {held}장은 새 모델을 평가하려고 따로 둡니다</translation>
    </message>
    <message>
        <source>; {count} of the split “test” stay out</source>
        <translation>; 분할 “test”의 {count}장은 쓰지 않습니다</translation>
    </message>
    <message>
        <source>Another window has this project: fine-tune in that one.</source>
        <translation>다른 창이 이 프로젝트를 쓰고 있습니다. 그 창에서 미세 조정하세요.</translation>
    </message>
    <message>
        <source>No model is loaded yet: wait for it, or choose one in the menu Model.</source>
        <translation>아직 모델이 없습니다. 기다리거나 모델 메뉴에서 고르세요.</translation>
    </message>
    <message>
        <source>The project has no classes yet: draw a box (W) and name it, or accept a detection (Enter).</source>
        <translation>아직 프로젝트에 클래스가 없습니다. 상자를 그려(W) 이름을 붙이거나 검출을 수락하세요(Enter).</translation>
    </message>
    <message>
        <source>No picture is reviewed yet: press Space on pictures where every object is annotated. Only reviewed pictures train.</source>
        <translation>아직 검수한 사진이 없습니다. 모든 물체를 표시한 사진에서 Space를 누르세요. 검수한 사진만 학습에 쓰입니다.</translation>
    </message>
    <message>
        <source>All reviewed pictures are in the split “test”, which never trains: review others, or take some out of it (menu Picture).</source>
        <translation>검수한 사진이 모두 학습하지 않는 분할 “test”에 있습니다. 다른 사진을 검수하거나 일부를 빼세요(사진 메뉴).</translation>
    </message>
    <message>
        <source>The reviewed pictures have no boxes: draw some (W), or accept detections (Enter).</source>
        <translation>검수한 사진에 상자가 없습니다. 상자를 그리거나(W) 검출을 수락하세요(Enter).</translation>
    </message>
    <message>
        <source>All reviewed pictures are held out: review more, or let some train (menu Train).</source>
        <translation>검수한 사진이 모두 따로 둔 사진입니다. 더 검수하거나 일부를 학습에 쓰세요(학습 메뉴).</translation>
    </message>
    <message>
        <source>Without a box to learn from, these stay unknown: {names}.</source>
        <translation>배울 상자가 없어 모르는 채로 남습니다: {names}.</translation>
    </message>
    <message>
        <source>One picture alone: the new model is not judged. Review a second one to see whether it got better.</source>
        <translation>사진이 한 장뿐이라 새 모델을 평가하지 않습니다. 나아졌는지 보려면 한 장 더 검수하세요.</translation>
    </message>
    <message>
        <source>Under 10 held-out pictures judge roughly: review more to be sure of the figures.</source>
        <translation>따로 둔 사진이 10장 미만이면 대강만 평가합니다. 수치를 믿으려면 더 검수하세요.</translation>
    </message>
    <message>
        <source>Run {number}</source>
        <translation>학습 {number}</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>기다리는 중</translation>
    </message>
    <message>
        <source>starting...</source>
        <translation>시작하는 중...</translation>
    </message>
    <message>
        <source>running</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>일시 정지됨</translation>
    </message>
    <message>
        <source>stopping...</source>
        <translation>멈추는 중...</translation>
    </message>
    <message>
        <source>cancelling...</source>
        <translation>취소하는 중...</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>중단됨</translation>
    </message>
    <message>
        <source>done</source>
        <translation>끝남</translation>
    </message>
    <message>
        <source>stopped, kept</source>
        <translation>멈춤, 유지됨</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>읽을 수 없음</translation>
    </message>
    <message>
        <source>Reading pictures</source>
        <translation>사진을 읽는 중</translation>
    </message>
    <message>
        <source>Measuring the proposals</source>
        <translation>제안을 재는 중</translation>
    </message>
    <message>
        <source>Computing features</source>
        <translation>특징을 계산하는 중</translation>
    </message>
    <message>
        <source>Remembering what is kept</source>
        <translation>유지할 것을 기억하는 중</translation>
    </message>
    <message>
        <source>Judging on held-out pictures</source>
        <translation>따로 둔 사진으로 평가하는 중</translation>
    </message>
    <message>
        <source>{what}: {done:,} of {total:,}</source>
        <translation>{what}: {done:,} / {total:,}</translation>
    </message>
    <message>
        <source>{count} pictures/s</source>
        <translation>초당 {count}장</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>사진 1장</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>사진 {count}장</translation>
    </message>
    <message>
        <source> ({count} new)</source>
        <translation> (새 클래스 {count}개)</translation>
    </message>
    <message>
        <source>{pictures}, {classes}. Trains {parts}.</source>
        <translation>{pictures}, {classes}. {parts} 학습.</translation>
    </message>
    <message>
        <source>{run} was interrupted before its first step.</source>
        <translation>{run}이(가) 첫 단계 전에 중단되었습니다.</translation>
    </message>
    <message>
        <source>{run} was interrupted at step {step:,} of {steps:,}.</source>
        <translation>{run}이(가) {steps:,}단계 중 {step:,}단계에서 중단되었습니다.</translation>
    </message>
    <message>
        <source>The system ended it, as it does for memory.</source>
        <translation>메모리가 모자랄 때처럼 시스템이 끝냈습니다.</translation>
    </message>
    <message>
        <source>its log may say why</source>
        <translation>로그에 이유가 있을 수 있습니다</translation>
    </message>
    <message>
        <source>{run} failed: {reason}</source>
        <translation>{run} 실패: {reason}</translation>
    </message>
    <message>
        <source>{run} is cancelled; its log is kept.</source>
        <translation>{run}을(를) 취소했습니다. 로그는 남습니다.</translation>
    </message>
    <message>
        <source>{run} is done</source>
        <translation>{run} 끝남</translation>
    </message>
    <message>
        <source>{run} is stopped</source>
        <translation>{run} 멈춤</translation>
    </message>
    <message>
        <source>no held-out picture judged it; look at what it finds.</source>
        <translation>따로 둔 사진이 없어 평가하지 않았습니다. 무엇을 찾는지 살펴보세요.</translation>
    </message>
    <message>
        <source>1 held-out picture</source>
        <translation>따로 둔 사진 1장</translation>
    </message>
    <message>
        <source>{count} held-out pictures</source>
        <translation>따로 둔 사진 {count}장</translation>
    </message>
    <message>
        <source>none was better than the model before, AP50 {figure} on {on}.</source>
        <translation>이전 모델보다 나은 것이 없습니다. {on}에서 AP50 {figure}.</translation>
    </message>
    <message>
        <source>AP50 {figures} on {on}.</source>
        <translation>{on}에서 AP50 {figures}.</translation>
    </message>
</context>
<context>
    <name>TrainingDesk</name>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>The folder of a finished run</source>
        <translation>끝난 학습의 폴더</translation>
    </message>
    <message>
        <source>{folder} is no folder of a run: it has no {file}.</source>
        <translation>{folder}은(는) 학습 폴더가 아닙니다. {file}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>{folder} holds a run without a model: train it first (README.txt).</source>
        <translation>{folder}의 학습에는 아직 모델이 없습니다. 먼저 학습하세요(README.txt).</translation>
    </message>
    <message>
        <source>Packed</source>
        <translation>꾸렸습니다</translation>
    </message>
    <message>
        <source>{count} pictures and the model are in {folder}.</source>
        <translation>사진 {count}장과 모델이 {folder}에 있습니다.</translation>
    </message>
    <message>
        <source>Copy it to the other machine and run there: fpn-core finetune --job {folder}
Its README.txt says how. Then drop the folder on this window.</source>
        <translation>다른 컴퓨터로 복사해 그곳에서 실행하세요: fpn-core finetune --job {folder}
방법은 README.txt에 있습니다. 끝나면 폴더를 이 창에 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <source>Show the training</source>
        <translation>학습 보기</translation>
    </message>
    <message>
        <source>Resume with half the batch</source>
        <translation>배치를 반으로 줄여 이어 하기</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>이어 하기</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
</context>
<context>
    <name>TrainingPanel</name>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Share of the run that is done</source>
        <translation>학습 진행률</translation>
    </message>
    <message>
        <source>What the run does</source>
        <translation>학습이 하는 일</translation>
    </message>
    <message>
        <source>Notes of the run</source>
        <translation>학습의 알림</translation>
    </message>
    <message>
        <source>Problems of the run</source>
        <translation>학습의 문제</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>AP50, held-out</source>
        <translation>AP50, 따로 둔 사진</translation>
    </message>
    <message>
        <source>Best so far</source>
        <translation>지금까지의 최고</translation>
    </message>
    <message>
        <source>Runs of this project</source>
        <translation>이 프로젝트의 학습</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <source>No run yet. Mark pictures reviewed (Space) where every object is annotated, then fine-tune: the model learns from them in the background, while you go on.</source>
        <translation>아직 학습이 없습니다. 모든 물체를 표시한 사진을 검수됨으로 표시하고(Space) 미세 조정하세요. 작업하는 동안 모델이 백그라운드에서 배웁니다.</translation>
    </message>
    <message>
        <source>Fine-tune...</source>
        <translation>미세 조정...</translation>
    </message>
    <message>
        <source>Back to {run}</source>
        <translation>{run}(으)로 돌아가기</translation>
    </message>
    <message>
        <source>1 thing was left out:</source>
        <translation>1개를 제외했습니다:</translation>
    </message>
    <message>
        <source>{count} things were left out:</source>
        <translation>{count}개를 제외했습니다:</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>외 {count}개</translation>
    </message>
    <message>
        <source>Best model</source>
        <translation>가장 좋은 모델</translation>
    </message>
    <message>
        <source>1 held-out picture</source>
        <translation>따로 둔 사진 1장</translation>
    </message>
    <message>
        <source>{count} held-out pictures</source>
        <translation>따로 둔 사진 {count}장</translation>
    </message>
    <message>
        <source>No model is better than the one before yet.</source>
        <translation>아직 이전 모델보다 나은 것이 없습니다.</translation>
    </message>
    <message>
        <source>step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>━ smoothed   ─ each step</source>
        <translation>━ 다듬은 값   ─ 단계별</translation>
    </message>
    <message>
        <source>━ all   ┄ old classes</source>
        <translation>━ 전체   ┄ 기존 클래스</translation>
    </message>
    <message>
        <source>━ all</source>
        <translation>━ 전체</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>AP50 on held-out pictures</source>
        <translation>따로 둔 사진에서의 AP50</translation>
    </message>
</context>
<context>
    <name>TrainingRuns</name>
    <message>
        <source>Run {number} waits: it starts when the run before it has ended.</source>
        <translation>학습 {number}이(가) 기다립니다. 앞의 학습이 끝나면 시작합니다.</translation>
    </message>
    <message>
        <source>Run {number} waits: it starts when run {other} of another project has ended.</source>
        <translation>학습 {number}이(가) 기다립니다. 다른 프로젝트의 학습 {other}이(가) 끝나면 시작합니다.</translation>
    </message>
    <message>
        <source>Run {number} goes on with {count} pictures a step.</source>
        <translation>학습 {number}을(를) 한 단계에 사진 {count}장으로 이어 합니다.</translation>
    </message>
</context>
<context>
    <name>VideoDoors</name>
    <message>
        <source>An export is running</source>
        <translation>내보내기가 진행 중입니다</translation>
    </message>
    <message>
        <source>It stops when the window is closed, and has to be started again. Close it?</source>
        <translation>창을 닫으면 내보내기가 중단되며 다시 시작해야 합니다. 닫을까요?</translation>
    </message>
    <message>
        <source>No keyframe comes after.</source>
        <translation>이 뒤에는 키프레임이 없습니다.</translation>
    </message>
    <message>
        <source>No keyframe comes before.</source>
        <translation>이 앞에는 키프레임이 없습니다.</translation>
    </message>
    <message>
        <source>Open numbered pictures as a video: choose one of them</source>
        <translation>번호가 붙은 사진을 비디오로 열기: 그중 하나를 고르세요</translation>
    </message>
    <message>
        <source>Pictures ({kinds});;All files (*)</source>
        <translation>사진 ({kinds});;모든 파일 (*)</translation>
    </message>
    <message>
        <source>{path} is not one of at least three numbered pictures.</source>
        <translation>{path}은(는) 번호가 붙은 사진 세 장 이상에 속하지 않습니다.</translation>
    </message>
</context>
<context>
    <name>VideoExport</name>
    <message>
        <source>{name}: the video is written as .mp4; give it that ending</source>
        <translation>{name}: 비디오는 .mp4로 저장합니다. 확장자를 .mp4로 하세요</translation>
    </message>
    <message>
        <source>{name}: this is no video; choose another name</source>
        <translation>{name}: 비디오가 아닙니다. 다른 이름을 고르세요</translation>
    </message>
    <message>
        <source>{name} is in the project and is never written to; choose another name</source>
        <translation>{name}은(는) 프로젝트에 있어 절대 쓰지 않습니다. 다른 이름을 고르세요</translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation>{path}에 내보냈습니다</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>중지했습니다. 아무것도 저장하지 않았습니다.</translation>
    </message>
    <message>
        <source>Stopped. Frames that were written already stay.</source>
        <translation>중지했습니다. 이미 저장한 프레임은 남아 있습니다.</translation>
    </message>
    <message>
        <source>The disk is full: {path} is not written. Make room, or choose another place.</source>
        <translation>디스크가 가득 찼습니다: {path}에 저장하지 못했습니다. 공간을 비우거나 다른 위치를 고르세요.</translation>
    </message>
</context>
<context>
    <name>VideoRegions</name>
    <message>
        <source>Left out in every frame of this video</source>
        <translation>이 비디오의 모든 프레임에서 제외되었습니다</translation>
    </message>
    <message>
        <source>This region is locked; bring it to this frame to unlock it.</source>
        <translation>이 영역은 잠겨 있습니다. 이 프레임으로 가져와 잠금을 푸세요.</translation>
    </message>
</context>
<context>
    <name>Videos</name>
    <message>
        <source>This is the last frame.</source>
        <translation>마지막 프레임입니다.</translation>
    </message>
    <message>
        <source>This is the first frame.</source>
        <translation>첫 프레임입니다.</translation>
    </message>
</context>
<context>
    <name>WhyCard</name>
    <message>
        <source>drawn; known once the model has run here</source>
        <translation>직접 그림; 모델을 실행하면 알 수 있음</translation>
    </message>
    <message>
        <source>accepted: {name} {score:.2f}</source>
        <translation>수락함: {name} {score:.2f}</translation>
    </message>
    <message>
        <source>picked among proposals</source>
        <translation>제안에서 고름</translation>
    </message>
    <message>
        <source>none: no level was pooled</source>
        <translation>없음: 특징을 가져온 레벨 없음</translation>
    </message>
    <message>
        <source>drawn; no anchor fired</source>
        <translation>직접 그림; 반응한 앵커 없음</translation>
    </message>
    <message>
        <source>best match: anchor {size} px, {ratio}, IoU {iou:.2f}</source>
        <translation>가장 맞는 앵커: {size} px, {ratio}, IoU {iou:.2f}</translation>
    </message>
    <message>
        <source>by Eq. 1 of the box itself</source>
        <translation>상자 자체의 식 1</translation>
    </message>
    <message>
        <source>– (a person drew it)</source>
        <translation>– (사람이 그림)</translation>
    </message>
    <message>
        <source>{w:.0f} × {h:.0f} picture px</source>
        <translation>사진 {w:.0f} × {h:.0f} px</translation>
    </message>
    <message>
        <source>{w:.0f} × {h:.0f} network px</source>
        <translation>네트워크 {w:.0f} × {h:.0f} px</translation>
    </message>
    <message>
        <source>Why this level</source>
        <translation>이 레벨인 이유</translation>
    </message>
    <message>
        <source>Equation 1 with its numbers</source>
        <translation>숫자를 넣은 식 1</translation>
    </message>
    <message>
        <source>Anchor level</source>
        <translation>앵커 레벨</translation>
    </message>
    <message>
        <source>Objectness</source>
        <translation>물체일 확률</translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation>RoI 레벨</translation>
    </message>
    <message>
        <source>Proposal</source>
        <translation>제안</translation>
    </message>
    <message>
        <source>Click a box to see which level fired for it, and why.</source>
        <translation>상자를 클릭하면 어느 레벨이 왜 반응했는지 보여 줍니다.</translation>
    </message>
    <message>
        <source>none: no anchor proposed this box</source>
        <translation>없음: 이 상자를 제안한 앵커 없음</translation>
    </message>
    <message>
        <source>anchor {size} px, {ratio}</source>
        <translation>앵커 {size} px, {ratio}</translation>
    </message>
    <message>
        <source>{w:.0f} × {h:.0f} network px&lt;br&gt;{pw:.0f} × {ph:.0f} picture px</source>
        <translation>네트워크 {w:.0f} × {h:.0f} px&lt;br&gt;사진 {pw:.0f} × {ph:.0f} px</translation>
    </message>
    <message>
        <source>the same level</source>
        <translation>같은 레벨</translation>
    </message>
    <message>
        <source>{count} finer</source>
        <translation>{count} 단계 세밀함</translation>
    </message>
    <message>
        <source>{count} coarser</source>
        <translation>{count} 단계 거침</translation>
    </message>
    <message>
        <source>one</source>
        <translation>한</translation>
    </message>
    <message>
        <source>two</source>
        <translation>두</translation>
    </message>
    <message>
        <source>three</source>
        <translation>세</translation>
    </message>
    <message>
        <source>four</source>
        <translation>네</translation>
    </message>
    <message>
        <source>a small proposal</source>
        <translation>작은 제안</translation>
    </message>
    <message>
        <source>a large proposal</source>
        <translation>큰 제안</translation>
    </message>
    <message>
        <source>{level}, the nearest level that pools</source>
        <translation>{level}, 특징을 가져오는 가장 가까운 레벨</translation>
    </message>
</context>
</TS>
