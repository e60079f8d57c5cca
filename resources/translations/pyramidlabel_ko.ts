<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class with key {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move or resize by keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move 1 pixel to the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move 1 pixel to the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move 1 pixel up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move 1 pixel down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move 10 pixels to the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move 10 pixels to the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move 10 pixels up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move 10 pixels down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 pixel narrower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 pixel wider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 pixel less high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 pixel higher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 pixels narrower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 pixels wider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 pixels less high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 pixels higher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At review, undecided detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go through them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a box in the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the class...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type position and size...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept the detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept all detections in sight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject the detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the rejection back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show rejected detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviewed, go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not reviewed after all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single-class project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ignore boxes in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide boxes, or show hidden ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide all boxes, or show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give up the edit that cannot be saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste the boxes of the picture before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy boxes to the next picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures ({kinds});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export annotated picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open pictures...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export annotated picture...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log is {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it works, and all keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About PyramidLabel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show level {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all classes and levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next way to colour boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower the score by 0.05</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise the score by 0.05</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detect all pictures of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause detecting the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop detecting the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures that could not be detected...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add model...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 pictures on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 pictures back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a picture by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the next box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the previous box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actual size (100 %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchor and proposal of the selected box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the next panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AddModel</name>
    <message>
        <source>Models and checkpoints ({kinds})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnnotationDetails</name>
    <message>
        <source>Class of the selected boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attributes of the selected boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty takes the attribute away.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnnotationModel</name>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnyObject</name>
    <message>
        <source>Looking for objects...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click an object to make it an annotation. Esc ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model sees no object here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoxEdits</name>
    <message>
        <source>No class has the key {number}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes are drawn as {name}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Picture with boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>anchor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>proposal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A box is at least {least} px wide and high (setting “Smallest box”).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CanvasMenu</name>
    <message>
        <source>Difficult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truncated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crowd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CanvasNotice</name>
    <message>
        <source>What the canvas shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D and A go on to the other pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model could not be loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another in the Model menu, or &lt;a href=&quot;detect&quot;&gt;try again&lt;/a&gt;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last edit is not saved yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is kept here and tried again every 2 seconds; nothing else can be changed until then. &lt;a href=&quot;give_up&quot;&gt;Give it up&lt;/a&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for pictures...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture&apos;s name holds “{text}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;a href=&quot;find_picture&quot;&gt;Change the filter&lt;/a&gt; (Ctrl+L).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pictures yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;a href=&quot;open_pictures&quot;&gt;Open pictures&lt;/a&gt; (Ctrl+O) or &lt;a href=&quot;open_folder&quot;&gt;a folder&lt;/a&gt; (Ctrl+U), or drop them here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;a href=&quot;open_samples&quot;&gt;Look at the sample pictures&lt;/a&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detecting...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading model...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} boxes are hidden by the class and level filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 box is hidden by the class and level filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;a href=&quot;show_all&quot;&gt;Show all classes and levels&lt;/a&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found above {score:.2f}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {count} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model knows {count} classes ({names}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Even the lowest score shows no box of them here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;a href=&quot;score:{score}&quot;&gt;Lower the score&lt;/a&gt;: {count} at {score:.2f}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClassDelegate</name>
    <message>
        <source>Name of the class</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClassEdits</name>
    <message>
        <source>1 class added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} classes added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of these classes are there already.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClassEntry</name>
    <message>
        <source>Class of the box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class of this box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes that fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a name; Enter takes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add class “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}  (the model&apos;s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key {number}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClassModel</name>
    <message>
        <source>1 box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes are drawn as this class</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClassView</name>
    <message>
        <source>Classes of the project</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClassesPanel</name>
    <message>
        <source>No classes yet. Draw a box with W and type what it is, add classes below, or take those of the model that you need.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One class for all: never ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of a class to add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge into...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a file...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the model ({count})...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted. Ctrl+Z brings it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a list of classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists of classes (*.txt *.names *.yaml *.yml *.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClipboardEdits</name>
    <message>
        <source>1 box copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} boxes copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture before this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture before has no boxes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All boxes of the picture before are here already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no box to copy to the next picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no next picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All boxes are on this picture already.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandList</name>
    <message>
        <source>Find a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matching commands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetectionClient</name>
    <message>
        <source>The detector stopped and is being started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The detector stopped twice on {name}; it is left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The detector stopped {count} times. Press I to try again; the log has its last words.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetectionModel</name>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoI</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EditorBase</name>
    <message>
        <source>class {name} added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>classes {names} added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A locked box stays as it is; L unlocks it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} locked boxes stay as they are; L unlocks them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>Draw a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resize a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resize {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the class of a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the class of {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste a box of the picture before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste {count} boxes of the picture before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a box to the next picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy {count} boxes to the next picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock {count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept a detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept {count} detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject a detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject {count} detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a rejection back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take {count} rejections back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick a proposal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick {count} proposals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark a picture reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark {count} pictures reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark a picture not reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark {count} pictures not reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flag a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flag {count} pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the flag off a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the flag off {count} pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write {count} notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the split of a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the split of {count} pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add class “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add {count} classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename class “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {count} classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the colour of “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change {count} colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the order of classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the key of “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change {count} keys of classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge a class into “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge {count} classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete class “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {count} classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import {count} classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a picture&apos;s labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import labels of {count} pictures</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorDialogs</name>
    <message>
        <source>Something went wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyramidLabel met an error and goes on.

{error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log has it too: {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Exporter</name>
    <message>
        <source>There are no detections to export yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting {name}...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: pictures can be exported as .png, .jpg or .svg; choose one of these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is an opened picture and is never written to; choose another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level that fired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stride</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FailuresDialog</name>
    <message>
        <source>Pictures that could not be detected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter shows the picture.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Flags</name>
    <message>
        <source>Crowd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difficult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truncated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FolderDetection</name>
    <message>
        <source>Waiting for the model...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The detector stopped on it twice.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FolderScan</name>
    <message>
        <source>{path}: no pictures in this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}: there is no such file or folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}: not a picture; these can be opened: {kinds}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FolderStrip</name>
    <message>
        <source>Folder detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the pictures that is detected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 picture failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} pictures failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detecting: {done:,} of {total:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: {done:,} of {total:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detected: {done:,} of {total:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {count} min left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {count} h left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>All keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;b&gt;PyramidLabel {version}&lt;/b&gt;&lt;p&gt;Detections coloured by the pyramid level that fired, and why that level.&lt;/p&gt;&lt;p&gt;Model: {model}&lt;br&gt;Device: {device}&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About PyramidLabel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How PyramidLabel works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read it from the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optional: names with commas, or a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyRecorder</name>
    <message>
        <source>Press a key (Esc: none)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a key...</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Keys like those of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys like {tool}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove its keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} is taken: {action}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LeaveDialog</name>
    <message>
        <source>Merge classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class that takes the boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the boxes too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move them to class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is one step: Ctrl+Z takes it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names}: no boxes have this class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names}: {boxes} on {pictures}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LevelLegend</name>
    <message>
        <source>The levels appear with the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level that fired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours show the class, not the level (key C).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours show the state, not the level (key C).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LevelRow</name>
    <message>
        <source>shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: stride {stride}, anchors of {sizes} px of the network&apos;s input.
Click shows or hides it (Alt+{key}), Alt+click shows it alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stride {stride} · {size} px</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last edit is not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}

Close the window and lose the last edit?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Open recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchor level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing opened yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embedded model ({name})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelClasses</name>
    <message>
        <source>Classes to show</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelClassesDialog</name>
    <message>
        <source>Classes of the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes to take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take only those that you will annotate on every reviewed picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes of {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take 1 class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take {count} classes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ObjectsPanel</name>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept the detection (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject the detection (X)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide all classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes to show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PictureModel</name>
    <message>
        <source>cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>◔ detected · {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PicturePanel</name>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter pictures by name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlaceEntry</name>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position and size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter takes it, Esc leaves it as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A locked box stays as it is; L unlocks it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProjectDocument</name>
    <message>
        <source>Saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The edit that could not be saved is taken back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to undo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to redo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done again: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here is what undo takes back: {text}. Press again to undo it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here is what redo does again: {text}. Press again to redo it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewEdits</name>
    <message>
        <source>Accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} detections accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviewed already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 detection to decide: Enter accepts, X rejects.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} detections to decide: Enter accepts, X rejects.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reviewed, {count} accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reviewed, {count} left out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewQuestions</name>
    <message>
        <source>Reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 detection is undecided.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} detections are undecided.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What becomes of them when a picture is reviewed? Detections that are left out teach the model that nothing is there. The answer is kept for this project; the Box menu changes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go through them</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>This is the last picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the first picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (and {count} more)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window speaks it at the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show hints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short hints on the picture until each has been used once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay in draw mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After a box the next one can be drawn at once; Esc ends it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw with two clicks, too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A click begins a box and a second one ends it; dragging works, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crosshair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines through the cursor while a box is drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less wide or high than this, and no box is made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undecided detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What Space does with them, in the project that is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go through them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the model on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it cannot run, the status bar says why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fastest there is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVIDIA graphics card (CUDA)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory for pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures kept ready, so that going back and forth is instant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory for small pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those of the list on the left.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset this page</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of the last detection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cursor in picture pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading model...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model &lt;b&gt;%s&lt;/b&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>detecting...</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detect  I</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands  Ctrl+K</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lowest score shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show boxes from this score up (keys - and +)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchor level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour boxes by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the colour of a box says (key C)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhyCard</name>
    <message>
        <source>drawn; known once the model has run here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accepted: {name} {score:.2f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>picked among proposals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: no level was pooled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drawn; no anchor fired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best match: anchor {size} px, {ratio}, IoU {iou:.2f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by Eq. 1 of the box itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>– (a person drew it)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{w:.0f} × {h:.0f} picture px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{w:.0f} × {h:.0f} network px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why this level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equation 1 with its numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchor level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objectness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoI level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a box to see which level fired for it, and why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: no anchor proposed this box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>anchor {size} px, {ratio}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{w:.0f} × {h:.0f} network px&lt;br&gt;{pw:.0f} × {ph:.0f} picture px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} finer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} coarser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>three</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>four</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a small proposal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a large proposal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{level}, the nearest level that pools</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
