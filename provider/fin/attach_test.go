package fin

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

const (
	png  = "\x89PNG\r\n\x1a\n"
	jpeg = "\xff\xd8\xff\xe0"
)

// TestUpload: both copies of the answer's form, in the order of the request.
func TestUpload(t *testing.T) {
	const route = "POST /v1/customers/upload"
	for name, tc := range map[string]struct {
		body string
		uris []string
	}{
		"an object for each": {`{"data":{"files":[{"file1":"/b"},{"file0":"/a"}]}}`, []string{"/a", "/b"}},
		"one for all":        {`{"data":{"files":[{"file0":"/a","file1":"/b"}]}}`, []string{"/a", "/b"}},
		"one is missing":     {`{"data":{"files":[{"file0":"/a"}]}}`, nil},
		"odd":                {`{"data":{"files":[{"file0":5,"file1":"/b","filex":"/c","file9":"/d","file-1":"/e"}]}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.On(route, func(w http.ResponseWriter, r *http.Request) {
				_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
				assert.NoError(t, err)
				form, err := multipart.NewReader(r.Body, params["boundary"]).ReadForm(1 << 20)
				assert.NoError(t, err)
				assert.Equal(t, []string{customerID}, form.Value["customer_id"])
				for part, want := range map[string][3]string{
					"file0": {"document.png", "image/png", png + "x"}, "file1": {"document.jpg", "image/jpeg", jpeg},
				} {
					head := form.File[part][0]
					file, err := head.Open()
					assert.NoError(t, err)
					content, err := io.ReadAll(file)
					assert.NoError(t, err)
					assert.Equal(t, want, [3]string{head.Filename, head.Header.Get("Content-Type"), string(content)})
				}
				answer(w, 200, tc.body)
			})
			got, err := f.client(t).Upload(t.Context(), customerID, File{Content: []byte(png + "x")}, File{Content: []byte(jpeg)})
			if tc.uris == nil {
				assert.Equal(t, provider.OutcomeUnknown, mustError(t, err).Outcome)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.uris, got)
		})
	}
}

func TestUploadRefusedHere(t *testing.T) {
	f := newFake()
	c := f.client(t)
	_, err := c.Upload(t.Context(), customerID, File{Content: []byte("%PDF-1")}, File{Content: []byte("GIF89a")})
	e := mustError(t, err)
	assert.Equal(t, "UploadDocument: Fin does not take the file: files[1]: is neither a PDF, a JPEG nor a PNG", e.Error())
	_, err = c.Upload(t.Context(), customerID)
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	_, err = c.Upload(t.Context(), "x", File{Content: []byte(png)})
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	assert.Empty(t, f.Seen())
}

func TestAttachBodies(t *testing.T) {
	f := newFake()
	const base = "/v2/customers/" + customerID
	f.Answers("POST "+base+"/individual/attach", 200, `{"data":{"customer_id":"`+customerID+`"},"meta":null}`)
	f.Answers("POST "+base+"/business/attach", 200, `{"data":{}}`)
	f.Answers("POST "+base+"/associated-parties/individual/attach", 200, `{"data":{}}`)
	f.Answers("PATCH /v1/customers/"+customerID, 200, `{"data":{"customer_id":"`+customerID+`"}}`)
	c := f.client(t)

	require.NoError(t, c.AttachIndividualDocuments(t.Context(), customerID, individualDocuments()))
	assert.Equal(t, `{"identifying_documents":[{"type":"PASSPORT","number":"X98765432","country":"USA","issue_date":"2020-01-01",`+
		`"expiry_date":"2030-01-01","files":[{"uri":"/abcdefgh_document.png"}]}],"address_documents":[{"type":"UTILITY_BILL",`+
		`"country":"USA","files":[{"uri":"/bcdefghi_document.pdf"}]}],"tos_policies_value":"`+tosValue+`"}`,
		f.Calls("POST " + base + "/individual/attach")[0].Body)

	var docs BusinessDocuments
	assert.True(t, docs.Add(BusinessDocument{Type: "OWNERSHIP_CHART", Description: "Chart", Files: []DocumentFile{{URI: "/a"}}}))
	assert.True(t, docs.Add(BusinessDocument{Type: "PROOF_OF_ADDRESS", Files: []DocumentFile{{URI: "/b"}}}))
	assert.True(t, docs.Add(BusinessDocument{Type: "REGISTRATION_DOCUMENT", Files: []DocumentFile{{URI: "/c"}}}))
	assert.False(t, docs.Add(BusinessDocument{Type: "SHAREHOLDER_REGISTRY"}), "the name that only V1 knows")
	docs.TOSValue = tosValue
	require.NoError(t, c.AttachBusinessDocuments(t.Context(), customerID, docs))
	assert.Equal(t, `{"formation_documents":[{"type":"REGISTRATION_DOCUMENT","files":[{"uri":"/c"}]}],"ownership_documents":`+
		`[{"type":"OWNERSHIP_CHART","description":"Chart","files":[{"uri":"/a"}]}],"supporting_documents":[{"type":"PROOF_OF_ADDRESS",`+
		`"files":[{"uri":"/b"}]}],"tos_policies_value":"`+tosValue+`"}`, f.Calls("POST " + base + "/business/attach")[0].Body)

	require.NoError(t, c.AttachPartyDocuments(t.Context(), customerID, PartyDocuments{PartyID: partyID, Identifying: []IdentifyingDocument{passport()}}))
	body := f.Calls("POST " + base + "/associated-parties/individual/attach")[0].Body
	assert.Contains(t, body, `{"associated_party_attachments":[{"associated_party_id":"`+partyID+`","identifying_documents":[{`)
	assert.NotContains(t, body, "tos")

	require.NoError(t, c.AnswerIndividual(t.Context(), customerID, IndividualAnswer{ProofOfAddress: &IndividualProof{
		Type: DocumentBankStatement, Country: "USA", Files: []DocumentFile{{URI: "/d"}}}}))
	require.NoError(t, c.AnswerBusiness(t.Context(), customerID, BusinessAnswer{Parties: []PartyDocuments{{PartyID: partyID,
		Identifying: []IdentifyingDocument{passport()}}}, Ownership: docs.Ownership}))
	sent := f.Calls("PATCH /v1/customers/" + customerID)
	assert.Equal(t, `{"proof_of_address":{"type":"BANK_STATEMENT","country":"USA","files":[{"uri":"/d"}]}}`, sent[0].Body)
	assert.Contains(t, sent[1].Body, `{"ownership_documents":[`)
	assert.Contains(t, sent[1].Body, `"associated_party_attachments":[{`)
	assert.NotContains(t, sent[1].Body, "formation_documents")
	assert.Error(t, c.AttachBusinessDocuments(t.Context(), "x", docs))
	assert.Error(t, c.AnswerBusiness(t.Context(), "x", BusinessAnswer{}))
}
