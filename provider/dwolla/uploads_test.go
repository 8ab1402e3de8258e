package dwolla

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

const (
	png  = "\x89PNG\r\n\x1a\n"
	jpeg = "\xff\xd8\xff"
	pdf  = "%PDF-1.7"
)

func license() provider.Document {
	return provider.Document{
		Type: provider.DocumentLicense, Subject: provider.SubjectPerson, FileName: "front.png", Content: []byte(png + "canary"),
	}
}

func TestUploadBody(t *testing.T) {
	for name, tc := range map[string]struct {
		file, sent, media string
	}{
		"png":                       {"front.png", "front.png", "image/png"},
		"the Sandbox's own file":    {"test-document-upload-success.png", "test-document-upload-success.png", "image/png"},
		"jpg":                       {"front.jpg", "front.jpg", "image/jpeg"},
		"jpeg in capitals":          {"FRONT.JPEG", "FRONT.JPEG", "image/jpeg"},
		"pdf":                       {"ein.pdf", "ein.pdf", "application/pdf"},
		"only the last element":     {"scans/2026/front.png", "front.png", "image/png"},
		"not plain":                 {"Jane Doe \"x\"\r\nX: y.png", "document.png", "image/png"},
		"too long":                  {strings.Repeat("x", 200) + ".pdf", "document.pdf", "application/pdf"},
		"of no known format":        {"front.tif", "front.tif", "application/octet-stream"},
		"not plain, nor any format": {"ü.tif", "document", "application/octet-stream"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.On("POST /customers/"+customerID+"/documents", location("/documents/"+otherID))
			d := license()
			d.FileName = tc.file
			p := f.provider(t)
			for range 2 {
				id, err := p.UploadDocument(t.Context(), provider.DocumentRequest{CustomerID: customerID, IdempotencyKey: "d1", Document: d})
				require.NoError(t, err)
				assert.Equal(t, otherID, id)
			}
			calls := f.Calls("POST /customers/" + customerID + "/documents")
			assert.Equal(t, calls[0].Body, calls[1].Body, "equal uploads are equal to the byte")
			assert.Equal(t, "d1", calls[0].Header.Get("Idempotency-Key"))
			media, params, err := mime.ParseMediaType(calls[0].Header.Get("Content-Type"))
			require.NoError(t, err)
			assert.Equal(t, "multipart/form-data", media)
			form := multipart.NewReader(strings.NewReader(calls[0].Body), params["boundary"])
			part, err := form.NextPart()
			require.NoError(t, err)
			value, _ := io.ReadAll(part)
			assert.Equal(t, "documentType=license", part.FormName()+"="+string(value))
			part, err = form.NextPart()
			require.NoError(t, err)
			content, _ := io.ReadAll(part)
			assert.Equal(t, png+"canary", string(content))
			assert.Equal(t, "file", part.FormName())
			assert.Equal(t, tc.sent, part.FileName())
			assert.Equal(t, tc.media, part.Header.Get("Content-Type"))
			_, err = form.NextPart()
			assert.ErrorIs(t, err, io.EOF)
		})
	}
}

func TestUploadForAnOwner(t *testing.T) {
	f := newFake()
	f.On("POST /beneficial-owners/"+ownerID+"/documents", location("/documents/"+otherID))
	d := license()
	d.Subject = provider.SubjectOwner
	id, err := f.provider(t).UploadDocument(t.Context(), provider.DocumentRequest{CustomerID: customerID, OwnerID: ownerID, Document: d})
	require.NoError(t, err)
	assert.Equal(t, otherID, id)
}

func TestUploadRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		status   int
		body     string
		class    provider.Class
		existing string
		text     string
	}{
		"waits already": {400, `{"code":"DuplicateResource","message":"Document already exists.","_links":{"about":{"href":"https://x/documents/` + otherID + `"}}}`,
			provider.ClassDuplicate, otherID, "UploadDocument: this very file waits for Dwolla's review already"},
		"four wait": {400, `{"code":"maximumNumberOfResources"}`, provider.ClassConflict, "",
			"UploadDocument: four documents wait for Dwolla's review already, which is as many as it takes: upload this one when it has decided on them"},
		"no such format": {400, `{"code":"invalidFileType"}`, provider.ClassInvalid, "",
			"UploadDocument: Dwolla does not take a file of this type: source: is of a type that Dwolla does not take: " + ruleDocumentFile},
		"as the changelog has it": {400, validation + `{"code":"Invalid","path":"/file"}]}}`, provider.ClassInvalid, "",
			"UploadDocument: Dwolla refuses the data: source: is refused: " + ruleDocumentFile + " (Dwolla: Invalid)"},
		"no such type": {400, validation + `{"code":"Required","path":"/documentType"}]}}`, provider.ClassInvalid, "",
			"UploadDocument: Dwolla refuses the data: type: is missing: " + ruleDocumentType + " (Dwolla: Required)"},
		"too large": {413, `{"code":"fileTooLarge"}`, provider.ClassInvalid, "",
			"UploadDocument: Dwolla takes documents of at most 10 MiB: source: is too large: " + ruleDocumentFile},
		"verified already": {403, `{"code":"invalidResourceState"}`, provider.ClassConflict, "",
			"UploadDocument: the customer's status at Dwolla does not allow this"},
		"not ours":         {403, `{"code":"notAuthorized"}`, provider.ClassAuth, "", ""},
		"no such customer": {404, `{"code":"notFound"}`, provider.ClassNotFound, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("POST /customers/"+customerID+"/documents", tc.status, tc.body)
			_, err := f.provider(t).UploadDocument(t.Context(), provider.DocumentRequest{CustomerID: customerID, Document: license()})
			e := mustError(t, err)
			assert.Equal(t, tc.class, e.Class)
			assert.Equal(t, provider.OutcomeRefused, e.Outcome)
			assert.Equal(t, tc.existing, e.ExistingID)
			if tc.text != "" {
				assert.Equal(t, tc.text, e.Error())
			}
		})
	}
	p := newFake().provider(t)
	_, err := p.UploadDocument(t.Context(), provider.DocumentRequest{CustomerID: customerID, Document: provider.Document{Type: "Selfie"}})
	assert.Equal(t, []provider.FieldPath{"type"}, pathsOf(mustError(t, err).Fields))
	_, err = p.UploadDocument(t.Context(), provider.DocumentRequest{CustomerID: "x", Document: license()})
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
}

func TestValidateDocument(t *testing.T) {
	person, business := provider.SubjectPerson, provider.SubjectBusiness
	big := strings.Repeat("x", MaxDocument+1-len(png))
	for name, tc := range map[string]struct {
		kind          provider.DocumentType
		subject       provider.Subject
		file, content string
		want          []string
	}{
		"license":              {"License", person, "a.png", png, nil},
		"passport":             {"Passport", provider.SubjectController, "a.JPG", jpeg, nil},
		"ID card of an owner":  {"IDCard", provider.SubjectOwner, "a.jpeg", jpeg, nil},
		"other of a business":  {"Other", business, "a.pdf", pdf, nil},
		"image of a DBA":       {"Other", provider.SubjectDBA, "a.png", png, nil},
		"other of a person":    {"Other", person, "a.png", png, []string{"type"}},
		"license of a company": {"License", business, "a.png", png, []string{"type"}},
		"selfie":               {"Selfie", person, "a.png", png, []string{"type"}},
		"pdf of a person":      {"License", person, "a.pdf", pdf, []string{"source"}},
		"pdf of an owner":      {"License", provider.SubjectOwner, "a.pdf", pdf, []string{"source"}},
		"tiff":                 {"Other", business, "a.tif", "II*\x00", []string{"source"}},
		"no ending":            {"License", person, "front", png, []string{"source"}},
		"ending and content":   {"License", person, "a.png", jpeg, []string{"source"}},
		"base64":               {"License", person, "a.png", "iVBORw0KGgo=", []string{"source"}},
		"empty":                {"License", person, "a.png", "", []string{"source"}},
		"10 MiB":               {"License", person, "a.png", png + big[1:], nil},
		"more than 10 MiB":     {"License", person, "a.png", png + big, []string{"source"}},
		"all at once":          {"Other", person, "a", "", []string{"type", "source"}},
		"of nobody":            {"License", "", "a.png", png, []string{"subject"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := newFake().provider(t).ValidateDocument(provider.Document{
				Type: tc.kind, Subject: tc.subject, FileName: tc.file, Content: []byte(tc.content)})
			var paths []string
			for _, e := range got {
				paths = append(paths, string(e.Path))
				assert.NotEmpty(t, e.Message)
			}
			assert.Equal(t, tc.want, paths)
		})
	}
}

func TestListDocuments(t *testing.T) {
	const older, newer = `"created":"2026-01-02T03:04:05Z"`, `"created":"2026-01-03T03:04:05Z"`
	list := documents(`{"id":"d4","status":"reviewed","documentVerificationStatus":"rejected","failureReason":"Odd 123-45-6789",` + newer + `},` +
		`{"id":"d1","status":"reviewed",` + older + `},` +
		`{"id":"d2","status":"pending","documentVerificationStatus":"pending",` + older + `},` +
		`{"id":"d3","status":"reviewed","documentVerificationStatus":"rejected","failureReason":"ScanDobMismatch","allFailureReasons":[` +
		`{"reason":"ScanDobMismatch"},{"reason":"ScanIdExpired","description":"x"},{"reason":"New"}],` + older + `},` +
		`{"id":"d5","status":"reviewed","failureReason":"Odd","allFailureReasons":[{"reason":"ScanNotReadable"}],` + newer + `}`)
	want := []provider.DocumentObservation{
		{ID: "d1", Status: "reviewed", State: provider.DocumentAccepted},
		{ID: "d2", Status: "pending", State: provider.DocumentPending},
		{ID: "d3", Status: "rejected", State: provider.DocumentRejected, FailureReason: "ScanDobMismatch",
			FailureMessage: "The date of birth on it differs from the one submitted; it is expired, or its date of expiry cannot be seen."},
		{ID: "d4", Status: "rejected", State: provider.DocumentRejected, FailureMessage: "It was rejected for a reason that Dwolla's dashboard tells."},
		{ID: "d5", Status: "reviewed", State: provider.DocumentRejected, FailureReason: "Odd", FailureMessage: "It is blurred, too dark, or hidden by glare."},
	}
	f := newFake()
	f.Answers("GET /customers/"+customerID+"/documents", 200, list)
	f.Answers("GET /beneficial-owners/"+ownerID+"/documents", 200, list)
	p := f.provider(t)
	for _, owner := range []string{"", ownerID} {
		got, err := p.ListDocuments(t.Context(), customerID, owner)
		require.NoError(t, err)
		assert.Equal(t, want, got, "oldest first")
	}
	_, err := p.ListDocuments(t.Context(), otherID, "")
	assert.Equal(t, provider.ClassNotFound, mustError(t, err).Class)
	_, err = p.ListDocuments(t.Context(), "", "x")
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
}

func TestDocumentsAreNotPrinted(t *testing.T) {
	d := license()
	u := Upload{Type: DocumentLicense, FileName: "a", Content: d.Content}
	printed := fmt.Sprintf("%v %+v %#v %s %v", u, u, u, &u, []any{u, provider.DocumentRequest{Document: d}})
	assert.NotContains(t, printed, "canary")
	assert.NotContains(t, printed, fmt.Sprint([]byte("canary"))[1:10])
}
