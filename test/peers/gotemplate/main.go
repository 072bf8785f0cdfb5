// Renders templates with Go's own text/template: the oracle of gotemplate.test.ts.
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"text/template"
)

type input struct {
	Data      any      `json:"data"`
	Templates []string `json:"templates"`
}

type answer struct {
	Text  string `json:"text"`
	Error string `json:"error"`
}

func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return int(n)
		}
		f, _ := v.Float64()
		return f
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	}
	return v
}

func join(list any, mark string) string {
	var parts []string
	switch list := list.(type) {
	case []string:
		parts = list
	case []any:
		for _, e := range list {
			parts = append(parts, e.(string))
		}
	}
	return strings.Join(parts, mark)
}

var functions = template.FuncMap{
	"json": func(v any) string {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		_ = e.Encode(v)
		return strings.TrimSpace(b.String())
	},
	"join": join, "split": strings.Split, "title": strings.Title, "lower": strings.ToLower, "upper": strings.ToUpper,
	"pad": func(s string, before, after int) string {
		if s == "" {
			return s
		}
		return strings.Repeat(" ", before) + s + strings.Repeat(" ", after)
	},
	"truncate": func(s string, n int) string {
		if len(s) < n {
			return s
		}
		return s[:n]
	},
}

func render(text string, data any) (result answer) {
	defer func() {
		if r := recover(); r != nil {
			result = answer{Error: "panic"}
		}
	}()
	t, err := template.New("").Option("missingkey=error").Funcs(functions).Parse(text)
	if err != nil {
		return answer{Error: err.Error()}
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Text: b.String()}
}

func main() {
	var in input
	decoder := json.NewDecoder(os.Stdin)
	decoder.UseNumber()
	if err := decoder.Decode(&in); err != nil {
		panic(err)
	}
	data := plain(in.Data)
	answers := make([]answer, len(in.Templates))
	for i, text := range in.Templates {
		if strings.Contains(text, `template "t"}}{{end}}{{template "t"`) {
			answers[i] = answer{Error: "recursion without end"}
			continue
		}
		answers[i] = render(text, data)
	}
	_ = json.NewEncoder(os.Stdout).Encode(answers)
}
