package dwolla

import (
	"net/http"
	"net/url"
	"strconv"
)

const (
	defaultLimit = 25
	maxLimit     = 200
)

// page is the part of a list that a request asks for.
type page struct {
	path          string
	query         url.Values
	limit, offset int
}

func pageOf(r *http.Request) (page, *apiError) {
	p := page{path: string(baseOf(r)) + r.URL.Path, query: r.URL.Query(), limit: defaultLimit}
	var errs []fieldError
	number := func(name string, least int, to *int) {
		text := p.query.Get(name)
		if text == "" {
			return
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < least {
			errs = append(errs, fieldErr(codeFormat, "/"+name, "invalid."))
			return
		}
		*to = n
	}
	number("limit", 1, &p.limit)
	number("offset", 0, &p.offset)
	if len(errs) > 0 {
		return p, errValidation(errs)
	}
	p.limit = min(p.limit, maxLimit)
	return p, nil
}

// bounds returns the indexes of the page in a list of total items.
func (p page) bounds(total int) (from, to int) {
	from = min(p.offset, total)
	return from, min(from+p.limit, total)
}

// links returns the page's neighbours; next and prev are absent at the ends.
func (p page) links(total int) links {
	last := 0
	if total > 0 {
		last = (total - 1) / p.limit * p.limit
	}
	l := links{"self": p.at(p.offset), "first": p.at(0), "last": p.at(last)}
	if p.offset+p.limit < total {
		l["next"] = p.at(p.offset + p.limit)
	}
	if p.offset > 0 {
		l["prev"] = p.at(max(0, p.offset-p.limit))
	}
	return l
}

func (p page) at(offset int) link {
	filters := url.Values{}
	for name, values := range p.query {
		if name != "limit" && name != "offset" {
			filters[name] = values
		}
	}
	href := p.path + "?limit=" + strconv.Itoa(p.limit) + "&offset=" + strconv.Itoa(offset)
	if len(filters) > 0 {
		href += "&" + filters.Encode()
	}
	return link{Href: href, Type: MediaType}
}

// list is a HAL collection.
type list struct {
	Links    links          `json:"_links"`
	Embedded map[string]any `json:"_embedded"`
	Total    int            `json:"total"`
}
