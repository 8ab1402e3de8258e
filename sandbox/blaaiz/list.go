package blaaiz

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// pageSize is fixed (reference 8).
const pageSize = 15

// listCustomers serves GET /api/external/customer.
func (a *API) listCustomers(w http.ResponseWriter, r *http.Request) *apiError {
	q := r.URL.Query()
	a.mu.Lock()
	defer a.mu.Unlock()
	rows := []any{}
	var found []*customer
	for _, c := range a.customers {
		if c.matches(q) {
			found = append(found, c)
		}
	}
	if p := q.Get("paginate"); p != "true" && p != "1" {
		for _, c := range found {
			rows = append(rows, a.row(c))
		}
		httpx.WriteJSON(w, http.StatusOK, map[string]any{"message": listed, "data": rows})
		return nil
	}
	page, err := strconv.Atoi(q.Get("page"))
	if q.Get("page") != "" && (err != nil || page < 1) {
		return invalid("The page field must be at least 1.")
	}
	page = max(1, page)
	slices.Reverse(found)
	from := min((page-1)*pageSize, len(found))
	to := min(from+pageSize, len(found))
	for _, c := range found[from:to] {
		rows = append(rows, a.row(c))
	}
	httpx.WriteJSON(w, http.StatusOK, map[string]any{
		"message": listed, "data": rows, "links": linksOf(r, page, len(found)), "meta": map[string]any{
			"current_page": page, "from": rank(from, to), "to": rankEnd(from, to), "last_page": pages(len(found)),
			"path": address(r), "per_page": pageSize, "total": len(found),
		},
	})
	return nil
}

const listed = "Customers retrieved successfully."

// matches applies the filters, all of them.
func (c *customer) matches(q url.Values) bool {
	for _, name := range []string{"email", "id_number", "registration_number"} {
		if v := q.Get(name); v != "" && v != c.values.text(name) {
			return false
		}
	}
	if v := q.Get("verification_status"); v != "" && strings.ToUpper(v) != c.status {
		return false
	}
	v := q.Get("type")
	return v == "" || strings.ToLower(v) == c.kind
}

func (a *API) row(c *customer) map[string]any {
	out := a.shortView(c)
	delete(out, "kyb_scope")
	for _, name := range []string{"registration_number", "phone", "incorporation_country"} {
		out[name] = c.values[name]
	}
	out["created_at"], out["updated_at"] = timestamp(c.created), timestamp(c.updated)
	return out
}

func pages(total int) int { return max(1, (total+pageSize-1)/pageSize) }

func rank(from, to int) any {
	if from == to {
		return nil
	}
	return from + 1
}

func rankEnd(from, to int) any {
	if from == to {
		return nil
	}
	return to
}

// address is how the client reached a collection.
func address(r *http.Request) string { return base(r) + r.URL.Path }

func base(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func linksOf(r *http.Request, page, total int) map[string]any {
	at := func(n int) any {
		if n < 1 || n > pages(total) {
			return nil
		}
		q := r.URL.Query()
		q.Set("page", strconv.Itoa(n))
		return address(r) + "?" + q.Encode()
	}
	return map[string]any{"first": at(1), "last": at(pages(total)), "prev": at(page - 1), "next": at(page + 1)}
}
